import { describe, expect, test } from 'vitest';
import { isProblem, readDeployWords, splitWords } from '../../commands/deploy-words.ts';
import { catalog, pipeline } from '../builders.ts';

const here = { id: 'C0DEPLOYS', name: 'deployments' };

function read(text: string, channel = here) {
  const words = readDeployWords(text, catalog(), channel);
  if (isProblem(words)) return `${words.wrong} ${words.right}`;
  const { environment, target, ref, reason, dryRun } = words;
  return [environment.name, target.name, ref, reason, dryRun];
}

describe('the words after /deploy', () => {
  test.each([
    ['staging', ['staging', 'default', null, null, false]],
    ['staging api', ['staging', 'api', null, null, false]],
    ['staging develop', ['staging', 'default', 'develop', null, false]],
    ['staging api feature/x', ['staging', 'api', 'feature/x', null, false]],
    ['production v1.4.0 -- the weekly release', ['production', 'default', 'v1.4.0', 'the weekly release', false]],
    ['production --dry-run v1.4.0', ['production', 'default', 'v1.4.0', null, true]],
    [
      'production v1.4.0 -- with -- dashes --dry-run',
      ['production', 'default', 'v1.4.0', 'with -- dashes --dry-run', false],
    ],
    ['staging service=api ref=worker', ['staging', 'api', 'worker', null, false]],
    ['staging ref=api', ['staging', 'default', 'api', null, false]],
    ['staging ref="develop" service=\'api\'', ['staging', 'api', 'develop', null, false]],
    ['staging "api"', ['staging', 'api', null, null, false]],
    ['staging api,worker develop', ['staging', 'api,worker', 'develop', null, false]],
    ['staging service=worker,api', ['staging', 'worker,api', null, null, false]],
    ['staging api,api', ['staging', 'default', 'api,api', null, false]],
    ['staging api --', ['staging', 'api', null, null, false]],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['staging', null, 'default', null, false],
    ['staging --at tomorrow 10:00', 'tomorrow 10:00', 'default', null, false],
    ['staging api --at in 2h -- the weekly release', 'in 2h', 'api', 'the weekly release', false],
    ['staging --at "tue 10:00" --dry-run', 'tue 10:00', 'default', null, true],
    ['--at=10:00 --dry-run staging api', '10:00', 'api', null, true],
  ])('for later: %s', (text, at, target, reason, dryRun) => {
    const words = readDeployWords(text, catalog(), here);
    expect(isProblem(words) ? words : { ...words, target: words.target.name }).toMatchObject({
      at,
      target,
      reason,
      dryRun,
    });
  });

  test.each([
    ['stagin', /no environment "stagin".*Did you mean staging\?/],
    ['moon', /no environment "moon".*Known: staging, production/],
    ['staging --at', /The time after --at is missing/],
    ['staging --at -- reason', /The time after --at is missing/],
    ['staging service=apj', /no service or group "apj".*Did you mean api\?/],
    ['staging api websocket', /two services: "api" and "websocket"/],
    ['staging develop main', /two refs: "develop" and "main"/],
    ['staging ref=', /"ref=" is empty/],
    ['staging --force', /"--force" is not an option/],
    ['-- only a reason', /environment is missing/],
    ['staging "open', /quotation mark is opened and never closed/],
    [`staging ${'x'.repeat(300)}`, /A ref of 300 characters cannot exist/],
    [`staging -- ${'x'.repeat(501)}`, /The reason is 501 characters long/],
  ])('%s is answered with what was wrong and what would be right', (text, expected) => {
    expect(read(text)).toMatch(expected);
  });

  test('without a service in a channel of no pipeline, among several, ask for its name', () => {
    const other = pipeline({
      name: 'other',
      channel: 'other',
      services: ['web'],
      groups: {},
      default: 'web',
      environments: [],
    });
    const words = readDeployWords('staging', catalog({ pipelines: [pipeline(), other] }), { id: 'C0', name: 'random' });
    expect(isProblem(words) && words.wrong).toMatch(/not clear which service/);
  });

  test('words are split at white space, and quotes hold them together', () => {
    expect(splitWords(` a  "b c" 'd' e"f `)).toEqual(['a', 'b c', 'd', 'e"f']);
    expect(splitWords('"a')).toBeNull();
    expect(splitWords('')).toEqual([]);
  });
});

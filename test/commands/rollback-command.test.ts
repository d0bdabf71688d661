import { describe, expect, test } from 'vitest';
import { rollback } from '../../commands/rollback.ts';
import { callOf } from './call.ts';

/** What comes of what is typed. */
async function types(text: string) {
  const started: unknown[] = [];
  const released: unknown[] = [];
  const call = callOf({
    start: { rollback: async (request: object) => void started.push(request) },
    do: {
      releaseQuarantine: async (request: object) => {
        released.push(request);
        return { kind: 'changed', notice: { kind: 'text', tone: 'success', title: 'done', lines: [] } };
      },
    },
  });
  return { reply: await rollback.run(call, text), started, released };
}

describe('/rollback', () => {
  test.each<[string, object]>([
    ['production', { environment: 'production', target: 'default', version: null, why: null, dryRun: false }],
    ['production api v1.3.0 -- errors at 7 %', { target: 'api', version: 'v1.3.0', why: 'errors at 7 %' }],
    ['production api,worker', { target: 'api,worker', version: null }],
    ['staging --dry-run', { environment: 'staging', dryRun: true }],
  ])('%s', async (text, request) => {
    const { reply, started } = await types(text);
    expect(reply).toEqual({ kind: 'started' });
    expect(started).toMatchObject([{ of: null, to: null, origin: { via: 'command' }, ...request }]);
  });

  test.each<[string, RegExp]>([
    ['nowhere', /There is no environment \\"nowhere\\"/],
    ['production v1 v2', /two versions: \\"v1\\" and \\"v2\\".*as in \/rollback/],
    ['production --at tue 10:00', /has no time: it goes at once/],
    ['production --force', /is not an option of \/rollback.*one option is --dry-run/],
    ['release production', /not said which version/],
    ['release', /environment is missing.*\/rollback release/],
  ])('%s is explained', async (text, words) => {
    const { reply, started, released } = await types(text);
    expect([...started, ...released]).toEqual([]);
    expect(JSON.stringify(reply)).toMatch(words);
  });

  test('release names the version, and the services only where they were typed', async () => {
    const one = await types('release production v1.4.0');
    expect(one.released).toMatchObject([{ which: { environment: 'production', services: null, version: 'v1.4.0' } }]);
    const two = await types('release production api v1.4.0');
    expect(two.released).toMatchObject([{ which: { services: ['api'], version: 'v1.4.0' } }]);
  });
});

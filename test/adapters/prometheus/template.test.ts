import { describe, expect, test } from 'vitest';
import { fillQuery } from '../../../src/adapters/prometheus/template.ts';

const about = { service: 'api', version: 'a"}) or vector(1) # \\', track: 'v1.2+x' };

describe('names in a query', () => {
  test.each([
    ['up{a="{{service}}"}', 'up{a="api"}'],
    ['up{a="x-{{ service }}-{{service}}"}', 'up{a="x-api-api"}'],
    // What stands for a name never ends the text that it is in.
    ['up{a="{{version}}"}', 'up{a="a\\"}) or vector(1) # \\\\"}'],
    ["up{a='{{version}}'}", "up{a='a\"}) or vector(1) # \\\\'}"],
    // In a pattern it is that text, not a pattern; the pattern around it stays one.
    ['up{a=~"{{track}}|.*"}', 'up{a=~"v1\\\\.2\\\\+x|.*"}'],
    ['up{a!~ `{{track}}`}', 'up{a!~ `v1\\.2\\+x`}'],
    ['up{a="{{track}}",b=~"x"}', 'up{a="v1.2+x",b=~"x"}'],
    ['up # {{nothing}}\n + 1', 'up \n + 1'],
    ['up{a="#"} == 1', 'up{a="#"} == 1'],
  ])('%s', (text, wanted) => {
    expect(fillQuery(text, about)).toBe(wanted);
  });

  test.each([
    ['up{a="{{pod}}"}', '{{pod}}'],
    ['up{a="{{constructor}}"}', '{{constructor}}'],
    ['{{service}}_requests', 'outside quotes'],
    ['up{a={{service}}}', 'outside quotes'],
  ])('%s is refused', (text, why) => {
    expect(() => fillQuery(text, about)).toThrow(why);
  });

  test('a backtick cannot stand between backticks', () => {
    expect(() => fillQuery('up{a=`{{service}}`}', { service: '`' })).toThrow('use double quotes');
  });
});

import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/adapters/log/log.ts';

/** The lines that a log writes. */
function written(write: (log: ReturnType<typeof createLog>) => void, level = 'info'): string[] {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => lines.push(line) }));
  return lines;
}

function record(fields: object): Record<string, unknown> {
  const [line = '{}'] = written((log) => log.warn(fields, 'it happened'));
  return JSON.parse(line);
}

test('a record is one line of JSON with a level in words and a time in ISO', () => {
  const lines = written((log) => {
    log.info({ words: 'two\nlines' }, 'up');
    log.debug('not shown');
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    words: 'two\nlines',
    msg: 'up',
  });
});

describe('secrets', () => {
  test.each(['token', 'signingSecret', 'privateKey', 'databaseUrl', 'response_url'])(
    'are redacted by the key %s',
    (key) => {
      const told = record({ [key]: 'hush', a: { [key]: 'hush' }, b: { c: { [key]: 'hush' } } });
      expect(JSON.stringify(told)).not.toContain('hush');
      expect(told[key]).toBe('[redacted]');
    },
  );

  test.each([
    ['a bot token', 'xoxb-1234-abcd'],
    ['an app token', 'xapp-1-A1-2'],
    ['a token of an installation', 'ghs_123_eyJhbGciOi.abc-def'],
    ['a personal token', 'github_pat_11ABC'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----'],
    ['a password in an address', 'hunter2'],
  ])('are redacted by their shape: %s', (what, secret) => {
    const text = what.endsWith('address') ? `postgres://bot:${secret}@db/x` : `it said: ${secret}, twice`;
    const err = new Error('outer', { cause: new Error(text) });
    for (const fields of [{ said: text }, { deep: { list: [text] } }, { err }]) {
      const line = JSON.stringify(record(fields));
      expect(line).not.toContain(secret.slice(0, 12));
      expect(line).toContain('[redacted]');
    }
  });

  test('all else stays as it is', () => {
    const fields = { port: 3_000, ready: true, none: null, ids: ['d-1', 'd-2'], url: 'https://example.com/a@b' };
    expect(record(fields)).toMatchObject(fields);
  });
});

test('an error is told with its causes', () => {
  const { err } = record({ err: new Error('outer', { cause: new Error('inner') }) });
  expect(err).toMatchObject({ message: 'outer', stack: expect.any(String), cause: { message: 'inner' } });
});

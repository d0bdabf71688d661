import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { terminal } from '../../src/cli/terminal.ts';

const nowhere = { write: () => true };

test('what is written is waited for until it has been read', async () => {
  const read: string[] = [];
  const waiting: (() => void)[] = [];
  const slow = new Writable({
    highWaterMark: 4,
    write(chunk, _encoding, done) {
      read.push(String(chunk));
      waiting.push(done);
    },
  });
  const { out, taken } = terminal(slow, nowhere);
  out('a long line');
  let seen: boolean | undefined;
  const asked = taken?.().then((answer) => {
    seen = answer;
  });
  await new Promise(setImmediate);
  expect(seen).toBeUndefined();
  waiting.shift()?.();
  await asked;
  expect(seen).toBe(true);
  expect(read).toEqual(['a long line\n']);
  expect(await taken?.()).toBe(true);
});

test('a reader that has gone away is no fault, and nothing is written any more', async () => {
  let writes = 0;
  const gone = new Writable({
    highWaterMark: 4,
    write(_chunk, _encoding, done) {
      writes++;
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  const { out, taken } = terminal(gone, nowhere);
  out('a long line');
  expect(await taken?.()).toBe(false);
  out('another one');
  expect(writes).toBe(1);
});

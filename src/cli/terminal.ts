import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Output } from './verb.ts';

/** Writes to whoever called. A reader that has read enough, as `head` does, goes away: that is no fault. Other errors of it are thrown. */
export function terminal(stdout: Writable, stderr: Pick<Writable, 'write'>): Output {
  let gone = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  return {
    out: (line) => {
      if (!gone) stdout.write(`${line}\n`);
    },
    complain: (line) => stderr.write(`${line}\n`),
    async taken() {
      // Also fulfilled when the reader goes away, which is looked at next.
      if (!gone && stdout.writableNeedDrain) await once(stdout, 'drain').catch(() => {});
      await setImmediate();
      return !gone;
    },
  };
}

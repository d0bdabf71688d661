import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';

/** How long the others wait for who makes it, ms. */
const patience = 60_000;

const does = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/**
 * A folder that is made once for a run of the tests, by whichever process asks first; the others wait for it. It is gone when the
 * run has ended.
 */
export async function onceInThisRun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const done = join(inject('postgresFolder'), name);
  const making = `${done}.new`;
  for (const deadline = Date.now() + patience; Date.now() < deadline; await pause(20)) {
    if (await does(stat(done))) return done;
    if (!(await does(mkdir(making)))) continue;
    try {
      // Somebody may have made it between our two looks.
      if (await does(stat(done))) return done;
      await make(making);
      await rename(making, done);
      return done;
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  }
  throw new Error(`"${name}" was not made in time`);
}

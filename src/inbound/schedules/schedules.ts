import { schedule } from 'node-cron';
import type { Log } from '../../ports/log.ts';

/** Something to do now and then. `cron` is in UTC and only rings; what is due then is for `run` to find out. */
export interface Chore {
  name: string;
  cron: string;
  run(): Promise<unknown>;
}

export interface Schedules {
  start(): void;
  /** Rings no more, and resolves when what was begun has ended. */
  stop(): Promise<void>;
}

/** Rings on every replica alike; a chore is harmless when two do it. One that is still at work is not begun again. */
export function createSchedules(parts: { chores: readonly Chore[]; log: Log }): Schedules {
  const { chores, log } = parts;
  const atWork = new Map<string, Promise<void>>();
  let bells: ReturnType<typeof schedule>[] = [];

  function ring({ name, run }: Chore): void {
    if (atWork.has(name)) return;
    const work = Promise.resolve()
      .then(run)
      .then(
        () => {},
        (err: unknown) => log.error({ err, chore: name }, 'a chore failed; it is tried again at its next turn'),
      )
      .finally(() => atWork.delete(name));
    atWork.set(name, work);
  }

  return {
    start() {
      bells = chores.map((chore) => schedule(chore.cron, () => ring(chore), { timezone: 'UTC', name: chore.name }));
    },
    async stop() {
      await Promise.all(bells.map((bell) => bell.destroy()));
      await Promise.all(atWork.values());
    },
  };
}

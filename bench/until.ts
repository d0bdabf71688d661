import { setTimeout as wait } from 'node:timers/promises';

/** Asks every `every` ms until the answer is yes. Throws, naming `what`, after `patience` ms. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { patience = 60_000, every = 20 }: { patience?: number; every?: number } = {},
): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${patience} ms in vain: ${what}`);
    await wait(every);
  }
}

import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Letters of the row groups to run; null: all. */
  only: readonly string[] | null;
  rounds: number;
  quick: boolean;
}

export const usage = 'npm run bench -- [--only a,b] [--rounds N] [--quick]';

/** @throws Error whose message is fit to be printed as it is. */
export function readOptions(args: string[], letters: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const only = values.only?.split(',').map((letter) => letter.trim()) ?? null;
  const strange = only?.filter((letter) => !letters.includes(letter)) ?? [];
  if (strange.length > 0) throw new Error(`There is no row ${strange.join(', ')}; there are ${letters.join(', ')}.`);
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error('--rounds is a number from 1 to 100.');
  return { only, rounds, quick: values.quick };
}

import type { LoadJob, LoadResult } from '../load/job.ts';
import { sendLoad } from '../load/run.ts';
import type { BenchOptions } from '../options.ts';
import { median } from '../statistics.ts';

export interface Measured {
  ours: LoadResult;
  floor: LoadResult;
}

export interface Sides {
  ours: (round: number) => LoadJob;
  floor: (round: number) => LoadJob;
  /** Called before each measurement: nothing of the last one may still be at work. */
  rest: () => Promise<void>;
}

/** One round that is not counted, then `rounds` in which each side goes first in turn. Gives the medians of the rounds. */
export async function sideBySide(sides: Sides, { rounds }: BenchOptions, say: (progress: string) => void) {
  const all: Record<'ours' | 'floor', LoadResult[]> = { ours: [], floor: [] };
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const);
    for (const side of order) {
      await sides.rest();
      const result = await sendLoad(sides[side](round));
      if (round > 0) all[side].push(result);
      say(
        `${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}: ${side} ${Math.round(result.perSecond)}/s, p99 ${Math.round(result.p99)} ms`,
      );
    }
  }
  return { ours: middle(all.ours), floor: middle(all.floor) };
}

function middle(results: readonly LoadResult[]): LoadResult {
  const of = (pick: (result: LoadResult) => number) => median(results.map(pick));
  return { perSecond: of((r) => r.perSecond), p50: of((r) => r.p50), p99: of((r) => r.p99), statuses: {} };
}

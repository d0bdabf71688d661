import type { Sample } from '../../model/metric.ts';
import type { Millis } from '../../model/time.ts';

/** A point of a line; a null value is where it stops. */
export interface Point {
  at: number;
  value: number | null;
  /** Without a neighbour on either side: a line would not show it. */
  alone: boolean;
}

/** The samples as points, with a stop wherever one is missing or is no number: nobody measured what a line drawn across would say. */
export function points(samples: readonly Sample[], interval: Millis): Point[] {
  const stopped: Omit<Point, 'alone'>[] = [];
  let before: number | null = null;
  for (const { at, value } of samples) {
    if (!Number.isFinite(at)) continue;
    if (before !== null && at - before > interval * 1.5) stopped.push({ at: before + interval, value: null });
    stopped.push({ at, value: Number.isFinite(value) ? value : null });
    before = at;
  }
  const isValue = (index: number) => typeof stopped[index]?.value === 'number';
  return stopped.map((point, index) => ({
    ...point,
    alone: point.value !== null && !isValue(index - 1) && !isValue(index + 1),
  }));
}

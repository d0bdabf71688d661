import type { Point, Window } from './values.ts';

export const rate = (points: readonly Point[], window: Window) => extrapolated(points, window, true, true);
export const increase = (points: readonly Point[], window: Window) => extrapolated(points, window, true, false);
export const delta = (points: readonly Point[], window: Window) => extrapolated(points, window, false, false);

/**
 * What was counted in a window, as Prometheus reckons it: a counter that fell was set to zero, and what lies between the samples and the
 * window's ends is estimated. Null with fewer than two samples. After `extrapolatedRate` of Prometheus 3 (promql/functions.go).
 */
function extrapolated(
  points: readonly Point[],
  { from, to }: Window,
  counter: boolean,
  perSecond: boolean,
): number | null {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return null;
  let counted = last.value - first.value;
  if (counter) {
    let previous = first.value;
    for (const { value } of points) {
      if (value < previous) counted += previous;
      previous = value;
    }
  }
  const covered = (last.at - first.at) / 1_000;
  const between = covered / (points.length - 1);
  const far = between * 1.1;
  let before = (first.at - from) / 1_000;
  let after = (to - last.at) / 1_000;
  // A series that begins or ends well inside the window is taken to reach half a sample further.
  if (before >= far) before = between / 2;
  if (after >= far) after = between / 2;
  // A counter is never below zero: it cannot have counted since before it was there.
  if (counter && counted > 0 && first.value >= 0) before = Math.min(before, covered * (first.value / counted));
  const whole = counted * ((covered + before + after) / covered);
  return perSecond ? whole / ((to - from) / 1_000) : whole;
}

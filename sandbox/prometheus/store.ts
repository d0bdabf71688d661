import type { Samples } from './promql/evaluate.ts';
import type { Matcher } from './promql/expression.ts';
import { createMatch } from './promql/match.ts';
import { keyOf, type Labels, type Point } from './promql/values.ts';

/** Where queries find their samples. */
export interface Source extends Samples {
  /** Labels of every series with a sample between the instants that fits one of the lists of matchers; all without any. */
  series(matchers: readonly Matcher[][], from: number, to: number): Labels[];
}

export interface Store extends Source {
  /** Adds a sample; `labels` with the metric's name as `__name__`. Samples of one series come in their order. */
  add(labels: Labels, at: number, value: number): void;
  /** The series is no more: from that instant nothing stands there. */
  end(labels: Labels, at: number): void;
  /** Drops what was before. */
  forget(before: number): void;
}

interface Kept {
  labels: Labels;
  points: Point[];
  endedAt: number | null;
}

/** Samples that were taken somewhere, in memory. */
export function createStore(): Store {
  const kept = new Map<string, Kept>();

  function of(labels: Labels): Kept {
    const key = keyOf(labels);
    const known = kept.get(key);
    if (known) return known;
    const made = { labels, points: [], endedAt: null };
    kept.set(key, made);
    return made;
  }

  return {
    add(labels, at, value) {
      const series = of(labels);
      series.points.push({ at, value });
      series.endedAt = null;
    },
    end(labels, at) {
      of(labels).endedAt = at;
    },
    select({ matchers }, { from, to }) {
      const match = createMatch(matchers);
      return [...kept.values()]
        .filter(({ labels }) => match(labels))
        .map(({ labels, points, endedAt }) => ({
          labels,
          points: points.slice(after(points, from), after(points, to)),
          ended: endedAt !== null && endedAt <= to,
        }));
    },
    series(lists, from, to) {
      const matches = lists.map(createMatch);
      return [...kept.values()]
        .filter(({ points }) => after(points, from - 1) < after(points, to))
        .filter(({ labels }) => matches.length === 0 || matches.some((match) => match(labels)))
        .map(({ labels }) => labels);
    },
    forget(before) {
      for (const [key, series] of kept) {
        series.points.splice(0, after(series.points, before - 1));
        if (series.points.length === 0) kept.delete(key);
      }
    },
  };
}

/** How many samples are not after the instant. */
function after(points: readonly Point[], instant: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

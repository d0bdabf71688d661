import type { Sample, Series } from '../../model/metric.ts';
import type { Instant } from '../../model/time.ts';
import { second } from '../../model/time.ts';

/**
 * What a counter added since its first sample. When it falls, its process began again at zero, and all it shows was added since:
 * the rule of Prometheus' `increase`. A value that is no number is passed over.
 */
export function increases(samples: readonly Sample[]): Sample[] {
  const added: Sample[] = [];
  let total = 0;
  let before: number | null = null;
  for (const { at, value } of samples) {
    if (!Number.isFinite(value)) continue;
    if (before !== null) total += value < before ? value : value - before;
    before = value;
    added.push({ at, value: total });
  }
  return added;
}

/**
 * What several counters added together, at each instant at which one of them was read. Each is followed by itself before they are
 * summed: a pod that goes away takes nothing back, and one that begins again is no fall of the others.
 */
export function summedIncreases(series: readonly Series[]): Sample[] {
  const each = series.map(({ samples }) => increases(samples));
  const steps = each.flatMap((added) =>
    added.map(({ at, value }, index) => ({ at, step: value - (added[index - 1]?.value ?? 0) })),
  );
  const byInstant = new Map<Instant, number>();
  for (const { at, step } of steps) byInstant.set(at, (byInstant.get(at) ?? 0) + step);
  let total = 0;
  return [...byInstant]
    .sort(([a], [b]) => a - b)
    .map(([at, step]) => {
      total += step;
      return { at, value: total };
    });
}

/** What was added for each second, between each sample and the one before it. */
export function rates(added: readonly Sample[]): Sample[] {
  return added.slice(1).map(({ at, value }, index) => {
    const before = added[index] ?? { at, value };
    return { at, value: ((value - before.value) / (at - before.at)) * second };
  });
}

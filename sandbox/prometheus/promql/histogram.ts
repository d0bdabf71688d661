import { type Item, keyOf, type Labels, withoutLabels } from './values.ts';

interface Bucket {
  bound: number;
  count: number;
}

/** The quantile of each histogram among the buckets of a vector, after `bucketQuantile` of Prometheus (promql/quantile.go). */
export function histogramQuantile(quantile: number, items: readonly Item[]): Item[] {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of items) {
    const bound = readBound(labels.le);
    if (bound === null) continue;
    const own = withoutLabels(labels, ['le', '__name__']);
    const key = keyOf(own);
    const known = histograms.get(key);
    if (known) known.buckets.push({ bound, count: value });
    else histograms.set(key, { labels: own, buckets: [{ bound, count: value }] });
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({ labels, value: among(quantile, buckets) }));
}

function readBound(text: string | undefined): number | null {
  if (text === '+Inf') return Infinity;
  if (text === undefined || text.trim() === '' || Number.isNaN(Number(text))) return null;
  return Number(text);
}

function among(quantile: number, given: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const buckets = rising(given);
  const top = buckets.at(-1);
  if (!top || top.bound !== Infinity || buckets.length < 2) return Number.NaN;
  if (top.count === 0 || Number.isNaN(top.count)) return Number.NaN;
  const rank = quantile * top.count;
  const found = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  // Above the highest bound nothing is known but that bound.
  if (found < 0) return buckets.at(-2)?.bound ?? Number.NaN;
  const bucket = buckets[found] ?? top;
  if (found === 0 && bucket.bound <= 0) return bucket.bound;
  const below = found === 0 ? { bound: 0, count: 0 } : (buckets[found - 1] ?? top);
  const share = (rank - below.count) / (bucket.count - below.count);
  return below.bound + (bucket.bound - below.bound) * share;
}

/** In order, one bucket a bound, none with fewer than the one before it. */
function rising(given: readonly Bucket[]): Bucket[] {
  const buckets: Bucket[] = [];
  for (const { bound, count } of [...given].sort((a, b) => a.bound - b.bound)) {
    const previous = buckets.at(-1);
    if (previous?.bound === bound) previous.count += count;
    else buckets.push({ bound, count });
  }
  let highest = -Infinity;
  for (const bucket of buckets) {
    if (bucket.count < highest) bucket.count = highest;
    else highest = bucket.count;
  }
  return buckets;
}

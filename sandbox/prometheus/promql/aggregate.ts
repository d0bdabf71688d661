import { type Item, keyOf, type Labels, onlyLabels, withoutLabels } from './values.ts';

/** Brings the values of a vector together, by the labels named or by all but them. */
export function aggregate(op: string, by: readonly string[], without: boolean, items: readonly Item[]): Item[] {
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const { labels, value } of items) {
    const own = without ? withoutLabels(labels, [...by, '__name__']) : onlyLabels(labels, by);
    const key = keyOf(own);
    const group = groups.get(key);
    if (group) group.values.push(value);
    else groups.set(key, { labels: own, values: [value] });
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: together(op, values) }));
}

function together(op: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const real = values.filter((value) => !Number.isNaN(value));
  switch (op) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'count':
      return values.length;
    // A value that is none is neither the smallest nor the greatest, unless there is no other.
    case 'min':
      return real.length > 0 ? Math.min(...real) : Number.NaN;
    default:
      return real.length > 0 ? Math.max(...real) : Number.NaN;
  }
}

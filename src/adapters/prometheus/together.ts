import { Fault } from '../../model/fault.ts';
import type { Series } from '../../model/metric.ts';

/** The label by which the series of several questions are told apart. */
const label = 'quarterdeck_asked';

/** Several queries as one; each series of the answer tells whose it is. Halved again and again: a chain would be worked out in squares. */
export function together(queries: readonly string[]): string {
  return joined(queries.map((query, index) => `label_replace(${query}, "${label}", "${index}", "", "")`));
}

function joined(parts: readonly string[]): string {
  const [only = '', ...others] = parts;
  if (others.length === 0) return only;
  const half = Math.ceil(parts.length / 2);
  return `(${joined(parts.slice(0, half))} or ${joined(parts.slice(half))})`;
}

/** The series of each query, in the order in which they were put together. */
export function apart(series: readonly Series[], queries: number): Series[][] {
  const found: Series[][] = Array.from({ length: queries }, () => []);
  for (const { labels, samples } of series) {
    const { [label]: asked = '', ...own } = labels;
    const of = found[Number(asked)];
    if (!of || asked === '') throw new Fault('invalid', 'Prometheus gave a series that was not asked for.');
    of.push({ labels: own, samples });
  }
  return found;
}

import { Fault } from '../../model/fault.ts';
import type { Series } from '../../model/metric.ts';

/** At most so many are named. */
const shown = 3;

/** The one series of an answer, null when it has none. Throws `Fault` of kind `rejected` for several, and says what tells them apart. */
export function onlyOne(series: readonly Series[]): Series | null {
  const [first, ...others] = series;
  if (!first) return null;
  if (others.length === 0) return first;
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const apart = names.filter((name) => series.some(({ labels }) => labels[name] !== first.labels[name]));
  const examples = series
    .slice(0, shown)
    .map(({ labels }) => apart.map((one) => `${one}=${labels[one] ?? ''}`).join(' '));
  const more = series.length > shown ? ' and so on' : '';
  throw new Fault(
    'rejected',
    `The query gives ${series.length} series where one is wanted; they differ in ${apart.join(', ')} ` +
      `(${examples.join('; ')}${more}). Bring them together with sum, avg or max, or ask for one by its labels.`,
  );
}

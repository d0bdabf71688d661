import { readPattern } from './match.ts';
import { Unworkable } from './trouble.ts';
import { type Item, withoutLabels } from './values.ts';

/** `label_replace`: where the whole of the label `source` fits the pattern, the label `target` becomes the replacement with its groups. */
export function labelReplaced(
  items: readonly Item[],
  [target = '', replacement = '', source = '', pattern = '']: string[],
): Item[] {
  const wanted = readPattern(pattern);
  if (!wanted) throw new Unworkable(`invalid regular expression in label_replace(): ${pattern}`);
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(target))
    throw new Unworkable(`invalid destination label name in label_replace(): ${target}`);
  return items.map((item) => {
    const found = wanted.exec(item.labels[source] ?? '');
    if (!found) return item;
    const value = replacement.replace(
      /\$(?:(\d+)|\{(\w+)\})/g,
      (_, short?: string, long = '') => found[Number(short ?? long)] ?? '',
    );
    const rest = withoutLabels(item.labels, [target]);
    return { ...item, labels: value === '' ? rest : { ...rest, [target]: value } };
  });
}

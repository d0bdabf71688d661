export type Labels = Readonly<Record<string, string>>;

/** A sample; world time in ms. */
export interface Point {
  at: number;
  value: number;
}

/** A range that is looked at: after `from`, up to and including `to`. */
export interface Window {
  from: number;
  to: number;
}

export interface Item {
  labels: Labels;
  value: number;
}

export type Value = { kind: 'scalar'; value: number } | { kind: 'vector'; items: Item[] };

// A query asks for the same series at many instants, and labels are never changed: what is made of them is kept as long as they are.
const keys = new WeakMap<Labels, string>();
const parts = new WeakMap<Labels, Map<string, Labels>>();

/** The same text for the same labels. */
export function keyOf(labels: Labels): string {
  const known = keys.get(labels);
  if (known !== undefined) return known;
  const made = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  keys.set(labels, made);
  return made;
}

export function withoutLabels(labels: Labels, names: readonly string[]): Labels {
  return part(labels, `-${names.join('\0')}`, (name) => !names.includes(name));
}

export function onlyLabels(labels: Labels, names: readonly string[]): Labels {
  return part(labels, `+${names.join('\0')}`, (name) => names.includes(name));
}

function part(labels: Labels, key: string, belongs: (name: string) => boolean): Labels {
  const known = parts.get(labels)?.get(key);
  if (known) return known;
  const made = Object.fromEntries(Object.entries(labels).filter(([name]) => belongs(name)));
  const all = parts.get(labels) ?? new Map<string, Labels>();
  parts.set(labels, all.set(key, made));
  return made;
}

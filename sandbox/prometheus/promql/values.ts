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

/** The same text for the same labels. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function withoutLabels(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

export function onlyLabels(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));
}

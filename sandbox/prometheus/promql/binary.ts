import { type Binary, comparisons } from './expression.ts';
import { notSimulated, Unworkable } from './trouble.ts';
import { type Item, keyOf, onlyLabels, type Value, withoutLabels } from './values.ts';

const reckon: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': (left, right) => left ** right,
};

const holds: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Two sides brought together by an operator. */
export function combine(by: Binary, left: Value, right: Value): Value {
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return { kind: 'scalar', value: result(by.op, left.value, right.value) };
  if (left.kind === 'scalar' && right.kind === 'vector')
    return { kind: 'vector', items: withScalar(by, right.items, (value) => [left.value, value]) };
  if (left.kind === 'vector' && right.kind === 'scalar')
    return { kind: 'vector', items: withScalar(by, left.items, (value) => [value, right.value]) };
  const sides = { left: left.kind === 'vector' ? left.items : [], right: right.kind === 'vector' ? right.items : [] };
  return {
    kind: 'vector',
    items: by.op === 'or' ? either(by, sides.left, sides.right) : paired(by, sides.left, sides.right),
  };
}

function result(op: string, left: number, right: number): number {
  const compare = holds[op];
  if (compare) return compare(left, right) ? 1 : 0;
  return reckon[op]?.(left, right) ?? Number.NaN;
}

function withScalar(by: Binary, items: readonly Item[], sides: (value: number) => [number, number]): Item[] {
  if (comparisons.includes(by.op) && !by.bool)
    return items.filter(({ value }) => holds[by.op]?.(...sides(value)) === true);
  return items.map(({ labels, value }) => ({
    labels: withoutLabels(labels, ['__name__']),
    value: result(by.op, ...sides(value)),
  }));
}

/** The labels by which the sides find each other. */
function signature(by: Binary, item: Item) {
  const { on, labels } = by.matching;
  return on ? onlyLabels(item.labels, labels) : withoutLabels(item.labels, [...labels, '__name__']);
}

function paired(by: Binary, left: readonly Item[], right: readonly Item[]): Item[] {
  if (comparisons.includes(by.op)) throw notSimulated('a comparison of two vectors');
  const others = new Map<string, Item>();
  for (const item of right) {
    const key = keyOf(signature(by, item));
    const twin = others.get(key);
    if (twin)
      throw new Unworkable(
        `found duplicate series for the match group ${say(signature(by, item))} on the right hand-side of the operation: [${say(item.labels)}, ${say(twin.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    others.set(key, item);
  }
  const done = new Set<string>();
  return left.flatMap((item) => {
    const labels = signature(by, item);
    const key = keyOf(labels);
    const other = others.get(key);
    if (!other) return [];
    if (done.has(key))
      throw new Unworkable(
        'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      );
    done.add(key);
    return [{ labels, value: result(by.op, item.value, other.value) }];
  });
}

function either(by: Binary, left: readonly Item[], right: readonly Item[]): Item[] {
  const there = new Set(left.map((item) => keyOf(signature(by, item))));
  return [...left, ...right.filter((item) => !there.has(keyOf(signature(by, item))))];
}

function say(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`;
}

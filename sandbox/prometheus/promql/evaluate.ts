import { aggregate } from './aggregate.ts';
import { combine } from './binary.ts';
import { overRange, overValue } from './calls.ts';
import type { Expression, Selector } from './expression.ts';
import { histogramQuantile } from './histogram.ts';
import { labelReplaced } from './label-replace.ts';
import { notSimulated, Unworkable } from './trouble.ts';
import { type Item, keyOf, type Labels, type Point, type Value, type Window, withoutLabels } from './values.ts';

/** Samples to work on: of every series that the selector fits, those in the window; a series that ended has `ended` as its last. */
export interface Samples {
  select(selector: Selector, window: Window): { labels: Labels; points: Point[]; ended: boolean }[];
}

/** How far back an instant looks for a sample. */
const lookBack = 5 * 60_000;

/** What a query gives at an instant of the world. Throws `Unworkable`. */
export function evaluate(expression: Expression, at: number, samples: Samples): Value {
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', value: expression.value };
    case 'text':
      throw notSimulated('a text by itself');
    case 'selector':
      return { kind: 'vector', items: instant(expression, at, samples) };
    case 'negate': {
      const of = evaluate(expression.of, at, samples);
      if (of.kind === 'scalar') return { kind: 'scalar', value: -of.value };
      return unique(of.items.map(({ labels, value }) => ({ labels: unnamed(labels), value: -value })));
    }
    case 'aggregate': {
      const { op, by, without } = expression;
      return { kind: 'vector', items: aggregate(op, by, without, vector(expression.of, at, samples)) };
    }
    case 'binary': {
      const value = combine(
        expression,
        evaluate(expression.left, at, samples),
        evaluate(expression.right, at, samples),
      );
      return value.kind === 'vector' ? unique(value.items) : value;
    }
    case 'call':
      return call(expression.name, expression.args, at, samples);
  }
}

/** The samples of a range, for a query that is a range and nothing else. */
export function ranged(selector: Selector, at: number, samples: Samples): { labels: Labels; points: Point[] }[] {
  const to = at - selector.offset;
  return samples
    .select(selector, { from: to - (selector.range ?? lookBack), to })
    .filter(({ points }) => points.length > 0);
}

function instant(selector: Selector, at: number, samples: Samples): Item[] {
  const to = at - selector.offset;
  return samples.select(selector, { from: to - lookBack, to }).flatMap(({ labels, points, ended }) => {
    const last = points.at(-1);
    return last && !ended ? [{ labels, value: last.value }] : [];
  });
}

function call(name: string, args: readonly Expression[], at: number, samples: Samples): Value {
  const [first, second] = args;
  const reduce = overRange[name];
  if (reduce && first?.kind === 'selector') {
    const to = at - first.offset;
    const window = { from: to - (first.range ?? lookBack), to };
    const items = ranged(first, at, samples).flatMap(({ labels, points }) => {
      const value = reduce(points, window);
      return value === null ? [] : [{ labels: name === 'last_over_time' ? labels : unnamed(labels), value }];
    });
    return unique(items);
  }
  const each = overValue[name];
  if (each && first) {
    const limit = second ? scalar(second, at, samples) : 0;
    const items = vector(first, at, samples);
    return unique(items.map(({ labels, value }) => ({ labels: unnamed(labels), value: each(value, limit) })));
  }
  if (name === 'vector' && first) return { kind: 'vector', items: [{ labels: {}, value: scalar(first, at, samples) }] };
  if (name === 'histogram_quantile' && first && second)
    return unique(histogramQuantile(scalar(first, at, samples), vector(second, at, samples)));
  if (name === 'label_replace' && first)
    return unique(labelReplaced(vector(first, at, samples), args.slice(1).map(text)));
  throw notSimulated(`the function ${name}`);
}

function vector(expression: Expression, at: number, samples: Samples): Item[] {
  const value = evaluate(expression, at, samples);
  return value.kind === 'vector' ? value.items : [];
}

function text(expression: Expression): string {
  return expression.kind === 'text' ? expression.value : '';
}

function scalar(expression: Expression, at: number, samples: Samples): number {
  const value = evaluate(expression, at, samples);
  return value.kind === 'scalar' ? value.value : Number.NaN;
}

const unnamed = (labels: Labels) => withoutLabels(labels, ['__name__']);

function unique(items: Item[]): Value {
  if (new Set(items.map(({ labels }) => keyOf(labels))).size < items.length)
    throw new Unworkable('vector cannot contain metrics with the same labelset');
  return { kind: 'vector', items };
}

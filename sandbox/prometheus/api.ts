import { readInstant, readSteps, wrong } from './parameters.ts';
import { evaluate, ranged } from './promql/evaluate.ts';
import { type Expression, type Matcher, typeOf } from './promql/expression.ts';
import { parse } from './promql/parse.ts';
import { Unreadable, Unworkable } from './promql/trouble.ts';
import { keyOf, type Labels, type Point } from './promql/values.ts';
import type { Source } from './store.ts';

export interface Answer {
  status: number;
  body: unknown;
}

/** World time in ms. `fresh` is called before anything is read, so that all samples up to now are there. */
export interface Means {
  store: Source;
  now(): number;
  fresh(): void;
}

/** Answers the HTTP API v1; null for a path that it does not have. */
export function answer(means: Means, path: string, given: URLSearchParams): Answer | null {
  const route = routeOf(path);
  if (route === null) return null;
  try {
    means.fresh();
    return { status: 200, body: { status: 'success', data: route(means, given) } };
  } catch (error) {
    if (error instanceof Unreadable) return failed(400, 'bad_data', error.message);
    if (error instanceof Unworkable) return failed(422, 'execution', error.message);
    throw error;
  }
}

export function failed(status: number, errorType: string, error: string): Answer {
  return { status, body: { status: 'error', errorType, error } };
}

type Route = (means: Means, given: URLSearchParams) => unknown;

function routeOf(path: string): Route | null {
  switch (path) {
    case '/api/v1/query':
      return query;
    case '/api/v1/query_range':
      return queryRange;
    case '/api/v1/series':
      return series;
    case '/api/v1/labels':
      return (means, given) => [...new Set(found(means, given).flatMap(Object.keys))].sort();
  }
  const [, label] = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path) ?? [];
  if (label === undefined) return null;
  return (means, given) => [...new Set(found(means, given).flatMap((labels) => labels[label] ?? []))].sort();
}

function read(given: URLSearchParams): Expression {
  try {
    return parse(given.get('query') ?? '');
  } catch (error) {
    throw error instanceof Unreadable ? wrong('query', error.message) : error;
  }
}

function query({ store, now }: Means, given: URLSearchParams): unknown {
  const at = readInstant(given, 'time', now());
  const expression = read(given);
  if (expression.kind === 'selector' && expression.range !== null)
    return {
      resultType: 'matrix',
      result: ranged(expression, at, store).map(({ labels, points }) => ({ metric: labels, values: points.map(pair) })),
    };
  const value = evaluate(expression, at, store);
  if (value.kind === 'scalar') return { resultType: 'scalar', result: pair({ at, value: value.value }) };
  const result = value.items.map((item) => ({ metric: item.labels, value: pair({ at, value: item.value }) }));
  return { resultType: 'vector', result };
}

function queryRange({ store }: Means, given: URLSearchParams): unknown {
  const { start, end, step } = readSteps(given);
  const expression = read(given);
  if (typeOf(expression) === 'range vector')
    throw wrong('query', 'invalid expression type "range vector" for range query, must be Scalar or instant Vector');
  const rows = new Map<string, { metric: Labels; values: [number, string][] }>();
  for (let at = start; at <= end; at += step) {
    const value = evaluate(expression, at, store);
    const items = value.kind === 'scalar' ? [{ labels: {}, value: value.value }] : value.items;
    for (const item of items) {
      const key = keyOf(item.labels);
      const row = rows.get(key) ?? { metric: item.labels, values: [] };
      row.values.push(pair({ at, value: item.value }));
      rows.set(key, row);
    }
  }
  return {
    resultType: 'matrix',
    result: [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  };
}

function series(means: Means, given: URLSearchParams): Labels[] {
  if (given.getAll('match[]').length === 0) throw new Unreadable('no match[] parameter provided');
  return found(means, given);
}

function found({ store, now }: Means, given: URLSearchParams): Labels[] {
  const lists = given.getAll('match[]').map((text): Matcher[] => {
    const selector = parse(text);
    if (selector.kind !== 'selector' || selector.range !== null)
      throw wrong('match[]', 'parse error: only instant vector selectors are allowed');
    return selector.matchers;
  });
  return store.series(lists, readInstant(given, 'start', 0), readInstant(given, 'end', now()));
}

/** Seconds, and the value as a text, because JSON knows neither NaN nor infinity. */
function pair({ at, value }: Point): [number, string] {
  const text = value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);
  return [at / 1_000, text];
}

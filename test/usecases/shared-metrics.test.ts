import { expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { Series } from '../../src/model/metric.ts';
import { second } from '../../src/model/time.ts';
import { shareMetrics } from '../../src/usecases/shared-metrics.ts';
import { createFakeMetrics } from '../fakes/metrics.ts';

const every = 30 * second;
const begin = Math.ceil(Date.UTC(2026, 0, 20, 15) / every) * every;
const text = 'errors{service="{{service}}",track="{{track}}"}';
const about = (service: string, track = 'canary') => ({ service, track, version: 'v1', environment: 'production' });
const span = (looks: number, from = begin) => ({ from, to: begin + looks * every, every });
const course = (value: number): Series[] => [
  { labels: {}, samples: Array.from({ length: 20 }, (_, index) => ({ at: begin + index * every, value })) },
];

function open(services: number) {
  const source = createFakeMetrics();
  const names = Array.from({ length: services }, (_, index) => `service-${index}`);
  for (const [index, name] of names.entries()) source.know({ text, about: about(name) }, course(index));
  const queries = () => new Set(source.asked.map(({ of }) => of)).size;
  return { source, metrics: shareMetrics(source), names, queries };
}

test('200 canaries that look at once are one query for each interval, from the second look on', async () => {
  const { metrics, names, queries } = open(200);
  const look = (number: number) =>
    Promise.all(names.map((name) => metrics.courses({ text, about: about(name) }, span(number))));
  await look(1);
  // The first of them was on its way when the others came, fifty in a query.
  const first = queries();
  expect(first).toBe(5);
  for (const number of [2, 3, 4]) {
    const found = await look(number);
    expect(queries()).toBe(first + number - 1);
    expect(found.map(([series]) => series?.samples.map(({ value }) => value))).toEqual(
      names.map((_, index) => Array(number + 1).fill(index)),
    );
  }
});

test('who keeps asking is asked about for the latest instants alone, and gets them all', async () => {
  const { metrics, source } = open(2);
  for (const number of [3, 4, 5]) {
    const [series] = await metrics.courses({ text, about: about('service-1') }, span(number));
    expect(series?.samples.map(({ at }) => at)).toEqual(
      Array.from({ length: number + 1 }, (_, index) => begin + index * every),
    );
  }
  expect(source.asked.map(({ span: asked }) => (asked.to - asked.from) / every)).toEqual([3, 3, 3]);
  // What came late is read once more; what is gone stays known.
  source.know({ text, about: about('service-1') }, [
    { labels: {}, samples: [5, 6].map((index) => ({ at: begin + index * every, value: 9 })) },
  ]);
  const [late] = await metrics.courses({ text, about: about('service-1') }, span(6));
  expect(late?.samples.map(({ value }) => value)).toEqual([1, 1, 1, 9, 9]);
});

test('after an outage the gap is asked for as well', async () => {
  const { metrics, source } = open(2);
  const ask = (number: number) => metrics.courses({ text, about: about('service-1') }, span(number));
  await ask(2);
  source.fail(new Fault('unavailable', 'Prometheus cannot be reached.'));
  for (const number of [3, 4, 5]) await expect(ask(number)).rejects.toThrow('cannot be reached');
  source.fail(null);
  const [series] = await ask(6);
  expect(series?.samples).toHaveLength(7);
});

test('whoever asks later, for the same instant, is answered from what was asked', async () => {
  const { metrics, source, queries } = open(3);
  const ask = (service: string, number: number) => metrics.courses({ text, about: about(service) }, span(number));
  await Promise.all([ask('service-0', 1), ask('service-1', 1)]);
  const before = queries();
  await ask('service-0', 2);
  await ask('service-1', 2);
  expect(queries()).toBe(before + 1);
  expect(source.asked.filter(({ of }) => of === before + 1).map(({ about: of }) => of.service)).toEqual([
    'service-0',
    'service-1',
  ]);
  // What the text does not name makes no other question.
  await metrics.courses({ text, about: { ...about('service-0'), version: 'v2' } }, span(2));
  expect(queries()).toBe(before + 1);
});

test('whoever stops asking is no longer asked about', async () => {
  const { metrics, source } = open(2);
  const ask = (service: string, number: number) => metrics.courses({ text, about: about(service) }, span(number));
  await Promise.all([ask('service-0', 1), ask('service-1', 1)]);
  for (const number of [2, 3, 4, 5, 6]) await ask('service-0', number);
  const last = source.asked.at(-1)?.of;
  expect(source.asked.filter(({ of }) => of === last)).toHaveLength(1);
});

test('each gets its own part of the time, and a longer one is asked for again', async () => {
  const { metrics, queries } = open(2);
  const late = span(10, begin + 8 * every);
  const first = await metrics.courses({ text, about: about('service-1') }, late);
  expect(first[0]?.samples.map(({ at }) => at)).toEqual([8, 9, 10].map((index) => begin + index * every));
  const all = await metrics.courses({ text, about: about('service-1') }, span(10));
  expect(all[0]?.samples).toHaveLength(11);
  expect(queries()).toBe(2);
  const again = await metrics.courses({ text, about: about('service-1') }, late);
  expect(again).toEqual(first);
  expect(queries()).toBe(2);
});

test('an earlier instant is asked for by itself', async () => {
  const { metrics } = open(1);
  await metrics.courses({ text, about: about('service-0') }, span(5));
  const found = await metrics.courses({ text, about: about('service-0') }, span(3));
  expect(found[0]?.samples).toHaveLength(4);
});

test('a source that is away is asked once for each interval, and heard again when it is back', async () => {
  const { metrics, source, names, queries } = open(5);
  source.fail(new Fault('unavailable', 'Prometheus cannot be reached.'));
  const look = (number: number) =>
    Promise.allSettled(names.map((name) => metrics.courses({ text, about: about(name) }, span(number))));
  await look(1);
  const before = queries();
  const found = await look(2);
  expect(found.every(({ status }) => status === 'rejected')).toBe(true);
  expect(queries()).toBe(before + 1);
  source.fail(null);
  expect((await look(3)).every(({ status }) => status === 'fulfilled')).toBe(true);
});

test('one that is refused does not keep the others from their answers', async () => {
  const { metrics, source } = open(3);
  source.refuse({ text, about: about('service-1') }, 'no such thing');
  const found = await Promise.allSettled(
    ['service-0', 'service-1', 'service-2'].map((name) => metrics.courses({ text, about: about(name) }, span(2))),
  );
  expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

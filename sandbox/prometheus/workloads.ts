import { meanLatency, shares } from './latency.ts';
import type { Matcher, Selector } from './promql/expression.ts';
import { createMatch } from './promql/match.ts';
import type { Labels, Point, Window } from './promql/values.ts';
import { type Metric, metricsOf } from './scrape.ts';
import type { Source } from './store.ts';
import { createWaves, type Waves } from './waves.ts';
import type { Conduct, Counts } from './workload.ts';

export interface Workloads extends Source {
  /**
   * A workload is there from now on, or behaves so from now on; a new one since `since`, if given, and so for a time that
   * was before. Labels: service, version, track and the like.
   */
  set(name: string, labels: Labels, conduct: Conduct, since?: number): void;
  /** Its processes begin anew: what they counted begins at zero, and what they had taken is free again. */
  restart(name: string): void;
  /** It is gone, and its series end. */
  remove(name: string): void;
}

export interface WorkloadsOptions {
  /** World time in ms. */
  now(): number;
  /** How far everything goes up and down by itself, 0 to below 1; 0 unless given. */
  unrest?: number;
}

/** How often a scrape sees the workloads, and for how long what has ended is known; world time in ms. */
const every = 15_000;
const kept = 24 * 3_600_000;
const mostKnown = 1_000;

/** A time in which it behaved in one way. */
interface Stretch {
  from: number;
  conduct: Conduct;
  /** What had been counted when it began. */
  before: Counts;
}

interface Running {
  stretches: Stretch[];
  metrics: Metric[];
  ended: number | null;
  waves: { traffic: Waves; slow: Waves; cpu: Waves };
  /** What was counted at an instant: a scrape has many series of it. */
  known: Map<number, Counts>;
}

/**
 * What runs in this world and is measured, as a scrape every 15 seconds would have seen it. Samples are worked out when they are
 * asked for: days that nobody looks at cost nothing. The same conduct over the same time gives the same samples.
 */
export function createWorkloads({ now, unrest = 0 }: WorkloadsOptions): Workloads {
  const all = new Map<string, Running[]>();
  let revision = 0;
  /** A query asks with one selector for many instants. */
  let found = new WeakMap<Selector, { revision: number; fitting: [Metric, Running][] }>();

  const current = (name: string) => all.get(name)?.find(({ ended }) => ended === null);

  function forget(): void {
    const limit = now() - kept;
    for (const [name, lives] of all) {
      const left = lives.filter(({ ended }) => ended === null || ended > limit);
      if (left.length === 0) all.delete(name);
      else if (left.length < lives.length) all.set(name, left);
    }
  }

  function begin(name: string, labels: Labels, conduct: Conduct, from: number): void {
    forget();
    const wave = (what: string) => createWaves(`${name}/${what}`, unrest);
    const waves = { traffic: wave('traffic'), slow: wave('slow'), cpu: wave('cpu') };
    const stretches = [{ from, conduct: { ...conduct }, before: nothing(conduct) }];
    const running = { stretches, metrics: metricsOf(labels), ended: null, waves, known: new Map() };
    all.set(name, [...(all.get(name) ?? []), running]);
    revision += 1;
    found = new WeakMap();
  }

  function fitting(selector: Selector): [Metric, Running][] {
    const known = found.get(selector);
    if (known?.revision === revision) return known.fitting;
    const fresh = matching([selector.matchers]);
    found.set(selector, { revision, fitting: fresh });
    return fresh;
  }

  function matching(lists: readonly Matcher[][]): [Metric, Running][] {
    const matches = lists.map(createMatch);
    return [...all.values()]
      .flat()
      .flatMap((running) =>
        running.metrics
          .filter(({ labels }) => matches.length === 0 || matches.some((match) => match(labels)))
          .map((metric): [Metric, Running] => [metric, running]),
      );
  }

  return {
    set(name, labels, conduct, since = now()) {
      const running = current(name);
      const last = running?.stretches.at(-1);
      if (running === undefined || last === undefined) return begin(name, labels, conduct, since);
      if (same(last.conduct, conduct)) return;
      const before = countsAt(running, last, now());
      if (conduct.memory !== last.conduct.memory) before.memory = conduct.memory;
      running.stretches.push({ from: now(), conduct: { ...conduct }, before });
    },
    restart(name) {
      const running = current(name);
      const last = running?.stretches.at(-1);
      if (running && last) running.stretches.push({ ...last, from: now(), before: nothing(last.conduct) });
    },
    remove(name) {
      const running = current(name);
      if (running) running.ended = now();
    },
    select(selector, window) {
      return fitting(selector).flatMap(([metric, running]) => {
        const points = pointsOf(metric, running, { ...window, to: Math.min(window.to, now()) });
        const ended = running.ended !== null && nextScrape(running.ended) <= window.to;
        return points.length === 0 ? [] : [{ labels: metric.labels, points, ended }];
      });
    },
    series(lists, from, to) {
      const window = { from: from - 1, to: Math.min(to, now()) };
      return matching(lists)
        .filter(([, running]) => instants(running, window).length > 0)
        .map(([{ labels }]) => labels);
    },
  };
}

const nextScrape = (after: number) => (Math.floor(after / every) + 1) * every;

/** When it was scraped in the window. */
function instants({ stretches, ended }: Running, { from, to }: Window): number[] {
  const begun = stretches[0]?.from ?? Infinity;
  const last = Math.min(to, ended ?? to);
  const first = nextScrape(Math.max(from, begun));
  return last < first
    ? []
    : Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, n) => first + n * every);
}

function pointsOf(metric: Metric, running: Running, window: Window): Point[] {
  return instants(running, window).flatMap((at) => {
    const stretch = running.stretches.findLast(({ from }) => from < at) ?? running.stretches[0];
    if (stretch === undefined) return [];
    const counts = running.known.get(at) ?? countsAt(running, stretch, at);
    if (running.known.size >= mostKnown) running.known.clear();
    running.known.set(at, counts);
    return [{ at, value: metric.value({ conduct: stretch.conduct, counts }) }];
  });
}

function nothing({ memory }: Conduct): Counts {
  return { requests: 0, errors: 0, cpuSeconds: 0, latencySeconds: 0, buckets: [], memory };
}

function same(a: Conduct, b: Conduct): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What has been counted at an instant of the stretch. The slower half of the traffic comes and goes, so no latency is quite even. */
function countsAt({ waves }: Running, { conduct, before, from }: Stretch, at: number): Counts {
  const between = (each: Waves) => each.until(at / 1_000) - each.until(from / 1_000);
  const { requestsPerSecond, latency } = conduct;
  const requests = requestsPerSecond * between(waves.traffic);
  const slow = (requestsPerSecond / 2) * between(waves.slow);
  const [below, above] = [shares(latency * 0.94), shares(latency * 1.06)];
  return {
    requests: before.requests + requests,
    errors: before.errors + requests * conduct.errors,
    latencySeconds: before.latencySeconds + requests * meanLatency(latency),
    cpuSeconds: before.cpuSeconds + conduct.cpu * between(waves.cpu),
    buckets: below.map(
      (share, index) => (before.buckets[index] ?? 0) + (requests - slow) * share + slow * (above[index] ?? 0),
    ),
    memory: before.memory + (conduct.leak * (at - from)) / 1_000,
  };
}

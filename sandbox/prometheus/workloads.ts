import { meanLatency, shares } from './latency.ts';
import type { Matcher, Selector } from './promql/expression.ts';
import { createMatch } from './promql/match.ts';
import { keyOf, type Labels, type Point, type Window } from './promql/values.ts';
import { type Metric, type Moment, metricsOf } from './scrape.ts';
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
  /** What a scrape at an instant sees: it has many series of it. */
  known: Map<number, Moment>;
}

/** One series: of a workload that was gone and has come back, each life adds its part. Oldest first. */
interface Line {
  labels: Labels;
  lives: [Metric, Running][];
}

/**
 * What runs in this world and is measured, as a scrape every 15 seconds would have seen it. Samples are worked out when they are
 * asked for: days that nobody looks at cost nothing. The same conduct over the same time gives the same samples.
 */
export function createWorkloads({ now, unrest = 0 }: WorkloadsOptions): Workloads {
  const all = new Map<string, Running[]>();
  let revision = 0;
  /** A query asks with one selector for many instants. */
  let found = new WeakMap<Selector, { revision: number; fitting: Line[] }>();

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

  function fitting(selector: Selector): Line[] {
    const known = found.get(selector);
    if (known?.revision === revision) return known.fitting;
    const fresh = matching([selector.matchers]);
    found.set(selector, { revision, fitting: fresh });
    return fresh;
  }

  function matching(lists: readonly Matcher[][]): Line[] {
    const matches = lists.map(createMatch);
    const lines = new Map<string, Line>();
    for (const running of [...all.values()].flat())
      for (const metric of running.metrics) {
        const { labels } = metric;
        if (matches.length > 0 && !matches.some((match) => match(labels))) continue;
        const line = lines.get(keyOf(labels)) ?? { labels, lives: [] };
        line.lives.push([metric, running]);
        lines.set(keyOf(labels), line);
      }
    return [...lines.values()];
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
      const until = { ...window, to: Math.min(window.to, now()) };
      return fitting(selector).flatMap(({ labels, lives }) => {
        const points: Point[] = [];
        let end: number | null = null;
        for (const [metric, running] of lives) {
          const seen = pointsOf(metric, running, until);
          points.push(...seen);
          if (seen.length > 0) end = running.ended;
        }
        const ended = end !== null && nextScrape(end) <= window.to;
        return points.length === 0 ? [] : [{ labels, points, ended }];
      });
    },
    series(lists, from, to) {
      const window = { from: from - 1, to: Math.min(to, now()) };
      return matching(lists)
        .filter(({ lives }) => lives.some(([, running]) => instants(running, window).length > 0))
        .map(({ labels }) => labels);
    },
  };
}

const nextScrape = (after: number) => (Math.floor(after / every) + 1) * every;

/** When it was scraped in the window. */
function instants({ stretches, ended }: Running, { from, to }: Window): number[] {
  const begun = stretches[0]?.from ?? Infinity;
  const last = Math.min(to, ended ?? to);
  const found: number[] = [];
  for (let at = nextScrape(Math.max(from, begun)); at <= last; at += every) found.push(at);
  return found;
}

function pointsOf(metric: Metric, running: Running, window: Window): Point[] {
  return instants(running, window).map((at) => ({ at, value: metric.value(momentOf(running, at)) }));
}

function momentOf(running: Running, at: number): Moment {
  const known = running.known.get(at);
  if (known) return known;
  const stretch = running.stretches.findLast(({ from }) => from < at) ?? running.stretches[0];
  if (stretch === undefined) throw new Error('a workload without a conduct');
  const moment = { conduct: stretch.conduct, counts: countsAt(running, stretch, at) };
  if (running.known.size >= mostKnown) running.known.clear();
  running.known.set(at, moment);
  return moment;
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

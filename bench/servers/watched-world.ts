import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type Child, startChild } from '../child.ts';
import { leaves } from '../leftovers.ts';

const call = z.object({ seq: z.number(), at: z.number(), world: z.string(), method: z.string(), path: z.string() });
export type Call = z.output<typeof call>;

/** The sandbox with the product in it, where services run on no cluster, and their metrics are looked at. */
export interface WatchedWorld {
  /** Folder of the bot's data. */
  data: string;
  pid(): Promise<number>;
  types(text: string): Promise<void>;
  scenario(name: string, body: unknown): Promise<void>;
  /** Moves the world's clock on. */
  passes(length: string): Promise<void>;
  /** What the bot has called since, oldest first, at real ms. */
  calls(since: number): Promise<Call[]>;
  /** The world's time in ms for an instant of the real clock. */
  worldTime(): Promise<(real: number) => number>;
  /** Samples of a query, by world time in ms. */
  samples(query: string, span: { from: number; to: number; every: number }): Promise<{ at: number; value: number }[]>;
  close(): Promise<void>;
}

/** Query of the share of failed requests, in percent, and of the latency, in ms. */
export const queries = (of: string) => {
  const requests = (code: string) => `sum(rate(http_requests_total{${of}${code}}[1m]))`;
  const bucket = `sum by (le) (rate(http_request_duration_seconds_bucket{${of}}[1m]))`;
  return {
    errors: `100 * (${requests(',code="500"')} or vector(0)) / ${requests('')}`,
    p95: `1000 * histogram_quantile(0.95, ${bucket})`,
  };
};

/** `environment`: what stands under staging besides, as YAML. `speed`: world seconds in a real one. */
export async function startWatchedWorld(wish: {
  services: readonly string[];
  environment: string;
  speed: number;
}): Promise<WatchedWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-bench-'));
  const data = path.join(folder, 'data');
  let child: Child | null = null;
  const close = async () => {
    await child?.stop();
    await rm(folder, { recursive: true, force: true });
    forget();
  };
  const forget = leaves(close);
  try {
    await writeExample(path.join(folder, 'examples', 'watched'), wish);
    const options = ['--headless', '--port', '0', '--speed', String(wish.speed), '--data', data];
    child = await startChild({
      args: ['sandbox/main.ts', 'watched', '--examples', path.join(folder, 'examples'), ...options],
      patience: 180_000,
    });
  } catch (error) {
    await close();
    throw error;
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(child.said)?.[0] ?? '';
  async function ask(method: 'GET' | 'POST', where: string, body?: unknown): Promise<unknown> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}${where}`, { method, headers: { 'content-type': 'application/json' }, ...sent });
    if (!answer.ok) throw new Error(`${method} ${where} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
  const settings = z.record(z.string(), z.string()).parse(await ask('GET', '/api/bot/settings'));
  return {
    data,
    pid: async () => z.object({ pid: z.number() }).parse(await ask('GET', '/api/bot')).pid,
    types: async (text) => {
      const { acked } = z
        .object({ acked: z.boolean() })
        .parse(await ask('POST', '/api/people/dev/commands', { channel: 'deployments', text }));
      if (!acked) throw new Error(`${text} was not taken in`);
    },
    scenario: async (name, body) => void (await ask('POST', `/api/scenarios/${name}`, body)),
    passes: async (length) => void (await ask('POST', '/api/clock', { by: length })),
    calls: async (since) =>
      z.object({ entries: z.array(call) }).parse(await ask('GET', `/api/traffic?since=${since}`)).entries,
    async worldTime() {
      const { now, speed } = z
        .object({ now: z.coerce.date(), speed: z.number() })
        .parse(await ask('GET', '/api/clock'));
      const then = Date.now();
      return (real) => now.getTime() + (real - then) * speed;
    },
    async samples(query, { from, to, every }) {
      const span = { start: from / 1_000, end: to / 1_000, step: every / 1_000 };
      const asked = new URLSearchParams({ query, ...mapped(span) });
      const answer: unknown = await (await fetch(`${settings.PROMETHEUS_URL}/api/v1/query_range?${asked}`)).json();
      const { data: found } = range.parse(answer);
      return (found.result[0]?.values ?? []).map(([at, value]) => ({ at: at * 1_000, value: Number(value) }));
    },
    close,
  };
}

const range = z.object({
  data: z.object({ result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.string()])) })) }),
});

const mapped = (numbers: Record<string, number>) =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));

const catalogFile = z.looseObject({
  pipelines: z.object({
    'trading-engine': z.looseObject({ environments: z.object({ staging: z.looseObject({}) }) }),
  }),
});
const worldFile = z.looseObject({ durations: z.record(z.string(), z.string()) });
/** What the example says of staging, where each measurement says something of its own. */
const ownWords = ['delivery', 'watch', 'rollback', 'around', 'github_environment'];
/** Of the example's runs, those that are gone through; they are short. */
const jobs = ['deploy-staging', 'load-test'];

/** The trading engine's repository and its staging, with other services, which run on no cluster. */
async function writeExample(
  folder: string,
  { services, environment }: { services: readonly string[]; environment: string },
): Promise<void> {
  await cp(path.resolve('examples', 'trading-engine'), folder, { recursive: true });
  await change(path.join(folder, 'quarterdeck.yml'), (found) => {
    const { pipelines, ...catalog } = catalogFile.parse(found);
    const { environments, ...pipeline } = pipelines['trading-engine'];
    const metrics = Object.entries(queries('service="{{service}}",environment="{{environment}}"')).map(
      ([name, query]) => [name, { query, unit: name === 'errors' ? 'percent' : 'ms' }],
    );
    const staging = { ...without(environments.staging, ownWords), ...z.looseObject({}).parse(parse(environment)) };
    const changed = { services, groups: { default: services }, metrics: Object.fromEntries(metrics) };
    return { ...catalog, pipelines: { 'trading-engine': { ...pipeline, ...changed, environments: { staging } } } };
  });
  await change(path.join(folder, 'world.yml'), (found) => {
    const { durations, ...world } = worldFile.parse(found);
    const steps = Object.keys(durations).filter((name) => jobs.some((job) => name.startsWith(`${job}/`)));
    const served = { environment: 'staging', requests: 20, errors: 0.02, latency: 40, cpu: 0.2, memory: 200 };
    return {
      ...without(world, ['cluster', 'endpoints', 'environments']),
      services,
      traffic: services.map((service) => ({ service, ...served })),
      durations: { ...without(durations, steps), ...Object.fromEntries(jobs.map((job) => [job, '5s'])) },
    };
  });
}

function without(object: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

async function change(file: string, act: (found: unknown) => unknown): Promise<void> {
  await writeFile(file, stringify(act(parse(await readFile(file, 'utf8')))));
}

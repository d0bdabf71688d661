import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

/** `environment`: what stands under staging besides. `speed`: world seconds in a real one. */
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

/** The trading engine's repository and runs, with other services, which run on no cluster; runs are short. */
async function writeExample(
  folder: string,
  { services, environment }: { services: readonly string[]; environment: string },
): Promise<void> {
  await cp(path.resolve('examples', 'trading-engine'), folder, { recursive: true });
  const list = `[${services.join(', ')}]`;
  const metrics = Object.entries(queries('service="{{service}}",environment="{{environment}}"')).map(
    ([name, query]) => `      ${name}: { query: '${query}', unit: ${name === 'errors' ? 'percent' : 'ms'} }`,
  );
  await change(path.join(folder, 'quarterdeck.yml'), [
    [
      / {4}services: \[.*\]\n {4}groups:\n {6}default: \[.*\]\n/,
      `    services: ${list}\n    groups: { default: ${list} }\n`,
    ],
    [/ {4}repository: .*\n/, (found) => `${found}    metrics:\n${metrics.join('\n')}\n`],
    [/ {8}url: https:\/\/staging.*\n/, (found) => `${found}${environment}`],
    [/ {8}github_environment: .*\n/, ''],
  ]);
  const traffic = services.map(
    (service) =>
      `  - { service: ${service}, environment: staging, requests: 20, errors: 0.02, latency: 40, cpu: 0.2, memory: 200 }`,
  );
  await change(path.join(folder, 'world.yml'), [
    [/^services: .*$/m, `services: ${list}`],
    [/^environments:\n(?: {2}.*\n)+/m, ''],
    [/^cluster:[\s\S]*?(?=^durations:)/m, `traffic:\n${traffic.join('\n')}\n\n`],
    [/( {2}(?:deploy-staging|load-test)): .*/g, '$1: 5s'],
    [/ {2}(?:deploy-staging|load-test)\/.*\n/g, ''],
  ]);
}

async function change(file: string, rules: readonly [RegExp, string | ((found: string) => string)][]): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [was, is] of rules) {
    const next = typeof is === 'string' ? text.replace(was, is) : text.replace(was, is);
    if (next === text) throw new Error(`${file} no longer has ${was}`);
    text = next;
  }
  await writeFile(file, text);
}

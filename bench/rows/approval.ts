import diagnostics from 'node:diagnostics_channel';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { leaves } from '../leftovers.ts';
import type { RowGroup } from '../row-group.ts';
import { openWorkspace, type Workspace } from '../servers/workspace.ts';
import { percentile } from '../statistics.ts';
import { time } from '../table.ts';
import { until } from '../until.ts';

const services = ['api', 'websocket', 'fix-gateway', 'worker'];
const toTheEnd = 60 * 60_000;
/**
 * Real ms between two presses. Membership is asked of Slack afresh each time, and Slack allows twenty such questions a minute;
 * closer together, the wait for Slack's permission would be measured.
 */
const apart = 4_000;

/** From the moment a person's press leaves Slack to the moment the dispatch reaches GitHub: facts, gates and lane in between. */
export const approval: RowGroup = {
  letter: 'c',
  title: 'press of Approve to the dispatch at GitHub',
  async measure({ quick }, say) {
    const examples = await example();
    const remove = () => rm(examples, { recursive: true, force: true });
    const forget = leaves(remove);
    try {
      const workspace = await openWorkspace({ examples, speed: 1 });
      try {
        const lengths = await press(workspace, quick ? 2 : 10, say);
        const count = `of ${lengths.length}`;
        return [
          { what: `approval press → dispatch at GitHub: p50 ${count}`, ours: time(percentile(lengths, 0.5)), bar: '' },
          {
            what: `approval press → dispatch at GitHub: p99 ${count}`,
            ours: time(percentile(lengths, 0.99)),
            bar: '< 50 ms',
          },
        ].map((line) => ({ ...line, floor: '', ratio: '' }));
      } finally {
        await workspace.stop();
      }
    } finally {
      await remove();
      forget();
    }
  },
};

/**
 * The trading engine, but what runs already may be deployed again, so that there is enough to measure, and GitHub holds nothing: what the
 * clock leaps over then is only the run.
 */
async function example(): Promise<string> {
  const examples = await mkdtemp(path.join(tmpdir(), 'quarterdeck-bench-'));
  const folder = path.join(examples, 'trading-engine');
  await cp(path.resolve('examples', 'trading-engine'), folder, { recursive: true });
  const catalog = path.join(folder, 'quarterdeck.yml');
  const text = await readFile(catalog, 'utf8');
  const free = text.replace(/ +github_environment: .*\n/, '');
  await writeFile(catalog, free.replaceAll('already_running: refuse', 'already_running: warn'));
  const world = path.join(folder, 'world.yml');
  await writeFile(world, (await readFile(world, 'utf8')).replace(/environments:\n(?: {2}.*\n)+/, ''));
  return examples;
}

/** All services to production, one press after the other, in so many rounds. Gives ms. */
async function press(workspace: Workspace, rounds: number, say: (progress: string) => void): Promise<number[]> {
  const { slack, clock } = workspace.world;
  const arrivals = dispatchArrivals();
  const lengths: number[] = [];
  const known = new Set<string>();
  await slack.command('dev', { channel: 'deployments', text: '/deploy staging' });
  await until('staging is dispatched', () => arrivals.length === 1);
  clock.set(clock.now() + toTheEnd);
  await workspace.succeeded(1);
  for (let round = 1; round <= rounds; round++) {
    for (const service of services) {
      await slack.command('dev', { channel: 'deployments', text: `/deploy production ${service} v1.4.0` });
      const card = await workspace.withButton('Approve', known);
      known.add(card.ts);
      await wait(apart);
      const before = arrivals.length;
      const pressed = performance.now();
      await slack.press('lead', { channel: 'deployments', ts: card.ts }, { button: 'Approve' });
      await until('the dispatch', () => arrivals.length > before, { every: 2 });
      lengths.push((arrivals.at(-1) ?? Number.NaN) - pressed);
    }
    clock.set(clock.now() + toTheEnd);
    await workspace.succeeded(1 + round * services.length);
    say(`round ${round} of ${rounds}: ${lengths.slice(-services.length).map(time).join(', ')}`);
  }
  return lengths;
}

/** When dispatches reached the simulated GitHub, which is in this process; what it does with them is not the bot's time. */
function dispatchArrivals(): number[] {
  const arrivals: number[] = [];
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.method === 'POST' && request.url?.endsWith('/dispatches')) arrivals.push(performance.now());
  });
  return arrivals;
}

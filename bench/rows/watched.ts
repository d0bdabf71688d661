import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';
import { residentBytes } from '../processes.ts';
import type { RowGroup } from '../row-group.ts';
import { queries, startWatchedWorld, type WatchedWorld } from '../servers/watched-world.ts';
import { size } from '../table.ts';
import { until } from '../until.ts';

const every = 30_000;
const environment = `delivery:
  strategy: { by_run: { watch: 4h } }
  analysis: { every: 30s, rules: { errors: { below: 5% }, p95: { below: 1s } } }
rollback: { by: workflow, workflow: deploy.yml }
`;

/** Rollouts that are all looked at in one bot: what Prometheus is asked, and what the bot takes. Each judges two metrics. */
export const watched: RowGroup = {
  letter: 'q',
  title: 'rollouts looked at at once in the bot',
  async measure({ quick }, say) {
    const many = quick ? 20 : 200;
    const speed = quick ? 6 : 1;
    const services = Array.from({ length: many }, (_, index) => `s${index + 1}`);
    const world = await startWatchedWorld({ services, environment, speed });
    try {
      for (const service of services) await world.types(`/deploy staging ${service}`);
      say(`${many} are on their way`);
      await begun(world, many);
      // Whoever has just begun to ask is known to the others from their next question on.
      await wait((2 * every) / speed);
      const intervals = 4;
      const toWorld = await world.worldTime();
      const from = (Math.floor(toWorld(Date.now()) / every) + 1) * every;
      const sizes: number[] = [];
      await until(
        'the intervals are over',
        async () => {
          sizes.push(await residentBytes(await world.pid()));
          return toWorld(Date.now()) >= from + intervals * every;
        },
        { patience: (intervals + 2) * every, every: 500 },
      );
      const asked = (await world.calls(0)).filter(
        ({ world: whom, path }) => whom === 'prometheus' && path.includes('query'),
      );
      const metrics = Object.keys(queries('')).length;
      const counts = Array.from({ length: intervals }, (_, index) => {
        const begins = from + index * every;
        return asked.filter(({ at }) => toWorld(at) >= begins && toWorld(at) < begins + every).length / metrics;
      });
      say(`queries per metric in each interval: ${counts.join(', ')}`);
      const mean = counts.reduce((sum, count) => sum + count, 0) / intervals;
      return [
        {
          what: `${many} rollouts looked at in the bot: queries per metric and interval, mean of ${intervals} (most: ${Math.max(...counts)})`,
          ...{ ours: mean.toFixed(2), floor: `${many} when each asks alone`, ratio: '', bar: '≤ 1' },
        },
        {
          what: `${many} rollouts looked at in the bot: its memory (RSS), the most of ${sizes.length} looks`,
          ...{ ours: size(Math.max(...sizes)), floor: '', ratio: '', bar: '< 300 MB' },
        },
      ];
    } finally {
      await world.close();
    }
  },
};

async function begun({ data }: WatchedWorld, many: number): Promise<void> {
  const { url } = await startEmbeddedPostgres({ folder: data, watch: false });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await until(
      `${many} rollouts have begun`,
      async () => {
        const { rows } = await client.query<{ count: string }>(
          `select count(*) from quarterdeck.audit where action = 'rollout.begun'`,
        );
        return Number(rows[0]?.count) >= many;
      },
      { patience: 900_000, every: 500 },
    );
  } finally {
    await client.end();
  }
}

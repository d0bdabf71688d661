import { setTimeout as wait } from 'node:timers/promises';
import type { RowGroup } from '../row-group.ts';
import { type Call, queries, startWatchedWorld, type WatchedWorld } from '../servers/watched-world.ts';
import { median } from '../statistics.ts';
import { time } from '../table.ts';
import { until } from '../until.ts';

const every = 15_000;
const limit = 5;
/** In a row; the rule is complete with the last of them. */
const failures = 3;
const environment = `watch:
  for: 30m
  every: 15s
  roll_back_when: { errors: { above: ${limit}%, failures: ${failures} } }
rollback: { by: workflow, workflow: deploy.yml, lock: false }
`;

/** From the sample that completes a rule to the dispatch of the workflow that rolls back, on the clock of the machine. */
export const takenBack: RowGroup = {
  letter: 'r',
  title: 'from the third bad sample to the rollback',
  async measure({ quick, rounds }, say) {
    const times: number[] = [];
    for (let round = 1; round <= (quick ? 1 : rounds); round++) {
      const world = await startWatchedWorld({ services: ['api'], environment, speed: 1 });
      try {
        times.push(await once(world, say));
        say(`round ${round}: ${time(times.at(-1) ?? Number.NaN)}`);
      } finally {
        await world.close();
      }
    }
    return [
      {
        what: `third bad sample to the rollback dispatched, looked at every ${every / 1_000} s, median of ${times.length} (most: ${time(Math.max(...times))})`,
        ...{ ours: time(median(times)), floor: '', ratio: '', bar: `≤ ${time(every + 1_000)}` },
      },
    ];
  },
};

async function once(world: WatchedWorld, say: (progress: string) => void): Promise<number> {
  // Something has to be verified there, for there to be a way back.
  await goesOut(world, '/deploy staging api');
  await looks(world, 1);
  const passed = looks(world, 1);
  await world.passes('31m');
  await passed;
  await goesOut(world, '/deploy staging api main');
  await looks(world, 2);
  const toWorld = await world.worldTime();
  const struck = toWorld(Date.now());
  await world.scenario('error-spike', { service: 'api', environment: 'staging', version: 'newest', percent: 50 });
  say('requests fail from now on');
  let issued: Call | undefined;
  await until(
    'the rollback is dispatched',
    async () => {
      const calls = await world.calls(0);
      issued = calls.find(({ at, path }) => path.endsWith('/dispatches') && toWorld(at) > struck);
      return issued !== undefined;
    },
    { patience: 240_000, every: 200 },
  );
  const at = toWorld(issued?.at ?? Number.NaN);
  const { errors } = queries('service="api",environment="staging"');
  const samples = await world.samples(errors, { from: Math.floor(struck / every) * every, to: at, every });
  const third = samples.find((_, index) => {
    const last = samples.slice(Math.max(0, index + 1 - failures), index + 1);
    return last.length === failures && last.every(({ value }) => value > limit);
  });
  if (third === undefined) throw new Error(`no ${failures} samples in a row are beyond ${limit} %`);
  return at - third.at;
}

const dispatched = (calls: readonly Call[]) => calls.filter(({ path }) => path.endsWith('/dispatches')).length;
const queried = (calls: readonly Call[]) => calls.filter(({ world }) => world === 'prometheus').length;

/** A deployment's run is dispatched, and is over when the clock has moved on. */
async function goesOut(world: WatchedWorld, text: string): Promise<void> {
  const before = dispatched(await world.calls(0));
  await world.types(text);
  await until('its run is dispatched', async () => dispatched(await world.calls(0)) > before, { patience: 120_000 });
  await wait(1_000);
  await world.passes('1m');
}

/** The watch has asked so often more. */
async function looks(world: WatchedWorld, count: number): Promise<void> {
  const before = queried(await world.calls(0));
  await until('it is looked at', async () => queried(await world.calls(0)) >= before + count, { patience: 180_000 });
}

import { expect, test } from 'vitest';
import type { Strategy } from '../../src/model/delivery.ts';
import { minute } from '../../src/model/time.ts';
import { atEveryBoundary, runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { analysis, blueGreen, canary, createRolloutStory } from './rollout-story.ts';

/** Short phases: three judgements are as good as thirty. */
const short = (weights: number[]) => weights.map((weight) => ({ weight, watch: minute }));
const quick = { ...analysis, leastSamples: 1 };

interface Wanted {
  state: 'succeeded' | 'rolled-back';
  moves: string[];
  actions: string[];
  serves: 'new' | 'old';
}

/** Killed at any boundary of any step and started again: every move is made, none twice in sight, and the audit log has each decision once. */
async function rollsOut(
  arm: (engine: FakeDurable) => void,
  strategy: Strategy,
  bad: boolean,
  { state, moves, actions, serves }: Wanted,
): Promise<FakeDurable> {
  const story = createRolloutStory({ strategy, analysis: quick, measured: 6 * minute });
  const { durable } = story;
  if (bad) story.measure('errors', () => 9);
  arm(durable);
  const id = await story.ask('dev');
  await runOn(durable);
  await story.completes(id, 'success');
  await runOn(durable);
  for (let left = 0; left < (strategy === phased ? 2 : 4); left++) {
    await story.goesOn(minute);
    await runOn(durable);
  }
  expect((await story.read(id)).state).toBe(state);
  // A turn that was made before a crash stands already and is not written again.
  expect(story.moves()).toEqual(moves);
  expect(story.actions(id).filter((action) => action.startsWith('rollout'))).toEqual(actions);
  expect((await story.standing()).stable.image).toBe(serves === 'new' ? story.image() : 'ghcr.io/acme/api:old');
  expect((await story.standing()).weight).toBe(0);
  const told = ['change-list', 'rollout-picture', 'ended', ...(state === 'rolled-back' ? ['rollback-story'] : [])];
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(told);
  expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
  return durable;
}

const patient = { timeout: 60_000 };
const phased = { ...canary(), phases: short([10]) } as Strategy;
const coloured = { ...blueGreen(), phases: short([5, 100]) } as Strategy;

test('a canary that is promoted survives a kill at every step boundary', patient, async () => {
  const wanted: Wanted = {
    ...{ state: 'succeeded', serves: 'new' },
    moves: ['api bring-up', 'api weigh 10', 'api promote', 'api promote'],
    actions: ['rollout.begun', 'rollout.phase-begun', 'rollout.promoted'],
  };
  expect(await atEveryBoundary((arm) => rollsOut(arm, phased, false, wanted), 'audit: rollout.begun')).toBeGreaterThan(
    90,
  );
});

test('so does one that is taken back', patient, async () => {
  const wanted: Wanted = {
    ...{ state: 'rolled-back', serves: 'old' },
    moves: ['api bring-up', 'api weigh 10', 'api take-back'],
    actions: ['rollout.begun', 'rollout.phase-begun', 'rollout.taken-back'],
  };
  expect(await atEveryBoundary((arm) => rollsOut(arm, phased, true, wanted), 'audit: rollout.begun')).toBeGreaterThan(
    80,
  );
});

test('and blue-green, switched over or back', patient, async () => {
  const over: Wanted = {
    ...{ state: 'succeeded', serves: 'new' },
    moves: ['api bring-up', 'api weigh 5', 'api weigh 100', 'api promote', 'api retire'],
    actions: [
      'rollout.begun',
      ...['rollout.phase-begun', 'rollout.promoted'],
      ...['rollout.phase-begun', 'rollout.promoted'],
    ],
  };
  expect(await atEveryBoundary((arm) => rollsOut(arm, coloured, false, over), 'audit: rollout.begun')).toBeGreaterThan(
    100,
  );
});

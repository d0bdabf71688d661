import { expect, test } from 'vitest';
import { startUseCases } from '../../src/usecases/starting.ts';
import { deployWorkflowId } from '../../src/workflows/deploy-message.ts';
import { approvedStory, person } from '../builders.ts';
import { startCrashableEngine } from '../crashable-engine.ts';
import { freshDatabase } from '../postgres.ts';
import { createStory, createStoryWorld, repository, workflowNames } from './story.ts';

const id = 'd-dbosaaaaaa';
const production = { environment: 'production' };

/** Every operation that a production deployment makes, by name, as the engine in memory counts them. */
async function operations(): Promise<string[]> {
  const story = createStory();
  await story.ask('dev', { ...production, id });
  await story.vote('lead', id);
  await story.completes(id, 'success');
  return [...new Set(story.durable.passed.map(({ step }) => step))];
}

test('a production deployment on DBOS survives a kill in every one of its steps, all in one life', async () => {
  const names = await operations();
  expect(names.length).toBeGreaterThan(20);
  const world = createStoryWorld();
  const db = await freshDatabase();
  const engine = await startCrashableEngine({ db, clock: world.clock, workflows: world.workflows });
  try {
    const own = ['receive', 'drain', 'now', 'send', 'sleep', 'start'];
    // Between the body and its result: what was done is not remembered, and is done again.
    for (const name of names) (own.includes(name) ? engine.crashAfter : engine.crashBetween)(name);
    const start = startUseCases({ durable: engine.durable, deployments: world.deployments }, workflowNames);
    const state = async () => (await world.deployments.get(id))?.state;
    const where = { channel: 'C0DEPLOYS', responseUrl: null };

    await start.deploy({
      id,
      requester: person('dev'),
      origin: { ...where, via: 'command' },
      environment: 'production',
      target: 'default',
      ref: null,
      reason: null,
      inputs: {},
      at: null,
      glass: false,
      dryRun: false,
    });
    await engine.until(async () => (await state()) === 'awaiting-approval');
    const vote = {
      id: 'vote',
      deploymentId: id,
      round: 1,
      by: person('lead'),
      choice: 'approve' as const,
      reason: null,
    };
    // A kill may be under way: what could not be handed over is handed over again, under the same id.
    await engine.until(() => start.vote({ ...vote, ...where }).catch(() => false));
    await engine.until(async () => (await state()) === 'running');
    const update = world.runs.complete(repository, world.runs.dispatched[0]?.runId ?? 0, 'success');
    const driver = deployWorkflowId(id);
    await engine.until(() => engine.durable.send(driver, { kind: 'run', update }, 'done').catch(() => false));
    await engine.until(async () => (await engine.durable.state(driver).catch(() => 'unknown')) === 'done');

    expect(engine.crashed.map(({ step }) => step).sort()).toEqual([...names].sort());
    expect(await state()).toBe('succeeded');
    expect(world.runs.dispatched).toHaveLength(1);
    expect([...world.chat.messages.keys()]).toEqual([`deploy:${id}`, `deploy:${id}:copy:operations`]);
    expect(world.chat.replies(`deploy:${id}`).map(({ kind }) => kind)).toEqual(['ended']);
    expect(world.audit.entries.map(({ action }) => action)).toEqual(approvedStory);
  } finally {
    await engine.close();
    await db.close();
  }
}, 60_000);

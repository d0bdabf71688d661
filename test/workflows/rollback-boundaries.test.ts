import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { person } from '../builders.ts';
import { runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { rollbackCatalog, rollbackRule, rollbackStory } from './rollback-world.ts';
import { repository } from './story.ts';

/** Kills it at every boundary that comes after it was armed; how many these are. */
async function atEachFrom(scenario: (arm: (engine: FakeDurable) => void) => Promise<FakeDurable>): Promise<number> {
  let before = 0;
  const { passed } = await scenario((engine) => {
    before = engine.passed.length;
  });
  const own = [...passed].slice(before);
  for (const { number, step, moment } of own) {
    try {
      const { crashed } = await scenario((engine) => engine.crashAt(number));
      expect(crashed).toHaveLength(1);
    } catch (error) {
      throw new Error(`killed ${moment} "${step}": ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
  return own.length;
}

/** Some seconds of work, where the machine is not busy with other things. */
const patient = { timeout: 60_000 };

/** Killed at any boundary of any step and started again: one run, one message, one lock, one quarantine, a complete audit trail. */
async function takenBack(arm: (engine: FakeDurable) => void): Promise<FakeDurable> {
  const story = await rollbackStory();
  const { durable } = story;
  await story.deployed('v1.3.0');
  const holder = await story.ask('dev', { ref: 'v1.4.0' });
  arm(durable);
  const settle = () => runOn(durable);
  const id = await story.rollsBack('lead', { why: 'errors at 7 %' });
  await settle();
  const held = story.runs.dispatched.find(({ inputs }) => inputs.deployment_id === holder)?.runId ?? 0;
  await story.news(holder, story.runs.move(repository, held, {}));
  await settle();
  await durable.advance(minute);
  await settle();
  await story.completes(id, 'success');
  await settle();

  expect((await story.read(holder)).state).toBe('rolled-back');
  expect((await story.read(id)).state).toBe('succeeded');
  expect(story.runs.dispatched.filter(({ workflow }) => workflow === 'rollback.yml')).toHaveLength(1);
  expect([...story.chat.messages.keys()].filter((anchor) => anchor.includes(id))).toEqual([
    `deploy:${id}`,
    `lock:lock:rollback:${id}:deployments`,
  ]);
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended', 'rollback-story']);
  expect(story.actions(id)).toEqual([
    'rollback.requested',
    'deployment.queued',
    'deployment.dispatched',
    'quarantine.begun',
    'deployment.ended',
  ]);
  expect(await story.ports.quarantine.inForce('staging')).toHaveLength(1);
  expect(await story.locks.inForce(story.clock.now())).toHaveLength(1);
  expect(story.audit.entries.filter(({ action }) => action === 'lock.taken')).toHaveLength(1);
  expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
  return durable;
}

test('a rollback that cancels whoever has the lane survives a kill at every step boundary', patient, async () => {
  expect(await atEachFrom(takenBack)).toBeGreaterThan(60);
});

/** The same of the restore of a database: it is started once, and its end is told once. */
async function restored(arm: (engine: FakeDurable) => void): Promise<FakeDurable> {
  const backup = { workflow: 'backup.yml', maxAge: 60 * minute };
  const database = { workflow: 'restore.yml', inputs: {}, backup };
  const story = await rollbackStory({ catalog: rollbackCatalog({ rollback: rollbackRule({ database }) }) });
  const { durable } = story;
  await story.deployed('v1.3.0');
  await story.deployed('v1.4.0');
  const id = await story.rollsBack('lead');
  await story.completes(id, 'success');
  arm(durable);
  const settle = () => runOn(durable);
  const where = { channel: 'C0DEPLOYS', responseUrl: null };
  await story.start.restoreDatabase({ id: 'p-1', deploymentId: id, round: 1, by: person('lead'), ...where });
  await settle();
  const [started, ...others] = story.runs.dispatched.filter(({ workflow }) => workflow === 'restore.yml');
  expect(others).toEqual([]);
  if (started) {
    story.runs.complete(repository, started.runId, 'success');
    await durable.advance(minute);
    await settle();
  }
  // Where the process died just before it asked, nothing was started, and it is offered anew.
  const told = story.thread(id).at(-1);
  expect(told).toMatchObject(
    started
      ? { kind: 'text', tone: 'success', title: 'The database of staging is restored' }
      : { kind: 'text', buttons: [{ kind: 'restore-database' }] },
  );
  expect(story.actions(id).filter((action) => action === 'database.restore-requested')).toHaveLength(1);
  return durable;
}

test('so does the restore of a database', patient, async () => {
  expect(await atEachFrom(restored)).toBeGreaterThan(10);
});

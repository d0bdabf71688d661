import { expect, test } from 'vitest';
import { changeIdFor } from '../../src/model/change-request.ts';
import { day, hour } from '../../src/model/time.ts';
import { approvedStory } from '../builders.ts';
import { changeRequest } from '../change-builder.ts';
import { atEveryBoundary, runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { createStory } from './story.ts';

/** Killed at any boundary of any step and started again: one run, one message, no lost approval, a complete audit trail. */
async function production(arm: (engine: FakeDurable) => void, at: string | null = null): Promise<FakeDurable> {
  const story = createStory();
  const { durable } = story;
  arm(durable);
  const settle = () => runOn(durable);
  const id = await story.ask('dev', { environment: 'production', at });
  await settle();
  await story.vote('lead', id);
  await settle();
  if (at !== null) {
    expect((await story.read(id)).state).toBe('scheduled');
    expect(story.runs.dispatched).toEqual([]);
    await durable.advance(2 * hour);
    await settle();
  }
  await story.completes(id, 'success');
  await settle();

  const done = await story.read(id);
  expect(done.state).toBe('succeeded');
  expect(done.approval?.votes.map(({ person }) => person.name)).toEqual(['lead']);
  expect(story.runs.dispatched).toHaveLength(1);
  expect([...story.chat.messages.keys()]).toEqual([`deploy:${id}`, `deploy:${id}:copy:operations`]);
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(['ended']);
  const scheduled = approvedStory.flatMap((action) =>
    action === 'deployment.dispatched' ? (['deployment.scheduled', action] as const) : [action],
  );
  expect(story.actions(id)).toEqual(at === null ? approvedStory : scheduled);
  expect((await story.lanes.state([{ service: 'api', environment: 'production' }])).holders).toEqual([]);
  expect((await story.deployments.running({ environment: 'production' })).length).toBe(4);
  return durable;
}

/** Some seconds of work, where the machine is not busy with other things. */
const patient = { timeout: 60_000 };

test('a production deployment survives a kill at every step boundary', patient, async () => {
  expect(await atEveryBoundary(production)).toBeGreaterThan(70);
});

test('so does one for later', patient, async () => {
  expect(await atEveryBoundary((arm) => production(arm, 'in 2h'))).toBeGreaterThan(80);
});

/** The same of a change: every turn of it is told and recorded once, up to the answer that closes it. */
async function aChange(arm: (engine: FakeDurable) => void): Promise<FakeDurable> {
  const story = createStory();
  const { durable } = story;
  arm(durable);
  const settle = () => runOn(durable);
  const id = await story.ask('dev', { environment: 'production', at: 'in 2h', change: changeRequest().plan });
  await settle();
  await story.vote('lead', id);
  await settle();
  await durable.advance(2 * hour);
  await settle();
  await story.completes(id, 'success');
  await settle();
  await durable.advance(day);
  await settle();
  const change = changeIdFor(id);
  const answer = { id: 'a-1', by: story.who('dev'), channel: 'C0DEPLOYS', responseUrl: null };
  await story.start.validateChange({ ...answer, changeId: change, right: false, reason: 'too slow' });
  await settle();

  expect(await story.ports.changes.get(change)).toMatchObject({ state: 'failed', validation: { reason: 'too slow' } });
  expect(story.card(id)).toMatchObject({ change: { state: 'failed' }, buttons: [] });
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(['ended', 'change-validation', 'change-validation', 'text']);
  expect(story.actions(change)).toEqual([
    'change.requested',
    'change.approved',
    'change.started',
    'change.implemented',
    'change.reminded',
    'change.not-validated',
  ]);
  return durable;
}

test('so does a change, up to the answer that closes it', patient, async () => {
  expect(await atEveryBoundary(aChange)).toBeGreaterThan(90);
});

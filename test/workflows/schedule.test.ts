import { describe, expect, test } from 'vitest';
import { hour, minute } from '../../src/model/time.ts';
import {
  approvalRule,
  approvedStory,
  catalog,
  checkRun,
  environment,
  gates,
  lockOf,
  now,
  person,
  pipeline,
} from '../builders.ts';
import { createStory, repository } from './story.ts';

const to = { environment: 'staging' };

function open(changes: Parameters<typeof environment>[0] = {}) {
  return createStory({
    catalog: catalog({ pipelines: [pipeline({ environments: [environment({ name: 'staging', ...changes })] })] }),
  });
}

describe('a deployment for later', () => {
  test('waits, says for when, and starts at its time with every gate asked again', async () => {
    const story = open();
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    expect(await story.read(id)).toMatchObject({ state: 'scheduled', scheduledFor: now + 2 * hour });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['cancel']);
    await story.durable.advance(2 * hour - 1);
    expect(story.runs.dispatched).toEqual([]);
    await story.durable.advance(1);
    expect(story.runs.dispatched).toHaveLength(1);
    await story.completes(id, 'success');
    expect(story.actions(id)).toEqual([
      'deployment.requested',
      'deployment.scheduled',
      'deployment.dispatched',
      'deployment.ended',
    ]);
  });

  test('keeps the commit that was asked for', async () => {
    const story = open();
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    const { sha } = await story.read(id);
    story.source.commit(repository, 'develop', { title: 'a later commit' });
    await story.durable.advance(2 * hour);
    expect((await story.read(id)).sha).toBe(sha);
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('what stands in the way at its time refuses it, and says so', async () => {
    const story = open();
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    await story.locks.take(lockOf({ owner: person('lead'), reason: 'incident' }), now);
    await story.durable.advance(2 * hour);
    expect(await story.read(id)).toMatchObject({ state: 'refused', note: expect.stringContaining('incident') });
    expect(story.runs.dispatched).toEqual([]);
  });

  test('is told then with every verdict and the ways out, for its message alone says no more', async () => {
    const story = open();
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    await story.locks.take(lockOf({ owner: person('lead'), reason: 'incident', until: now + 5 * hour }), now);
    await story.durable.advance(2 * hour);
    expect(story.told('dev').at(-1)).toMatchObject({
      kind: 'refusal',
      what: 'trading-engine/default develop to staging',
      earliest: now + 5 * hour,
      buttons: [{ kind: 'schedule' }, { kind: 'ask-for-lock' }, { kind: 'wait-for-lock' }],
    });
    const blocks = story.card(id).deployment.verdicts.filter(({ outcome }) => outcome === 'block');
    expect(blocks).toMatchObject([{ gate: 'lock', who: expect.arrayContaining(['lead']), when: now + 5 * hour }]);
  });

  test('checks that run when it is asked for are waited for at its time, not before', async () => {
    const rule = { required: ['lint'], ignored: [], all: false, waitFor: 10 * minute };
    const story = open({ gates: gates({ checks: rule }) });
    const pending = checkRun('lint', { status: 'in_progress', conclusion: null });
    story.source.setChecks(repository, story.tip, [pending]);
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    expect((await story.read(id)).state).toBe('scheduled');
    await story.durable.advance(2 * hour);
    expect(await story.read(id)).toMatchObject({ state: 'requested', note: expect.stringContaining('lint') });
    story.source.setChecks(repository, story.tip, [checkRun('lint')]);
    await story.durable.advance(minute);
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('what stands in the way now may be gone by then, and is said', async () => {
    const story = open();
    await story.locks.take(lockOf({ owner: person('lead'), reason: 'load test' }), now);
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    expect(await story.read(id)).toMatchObject({
      state: 'scheduled',
      note: expect.stringMatching(/Now this would stand in its way: .*load test.* asked again at its time/),
    });
    await story.locks.release('l-1', now, 'u-1');
    await story.durable.advance(2 * hour);
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('who may not, what may not, and a time outside the window are refused at once', async () => {
    const hours = { timezone: 'UTC', allowed: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }], preferred: [] };
    const strict = open({ gates: gates({ window: hours }) });
    for (const [handle, at] of [
      ['sec', 'in 1h'],
      ['dev', 'sat 10:00'],
    ] as const) {
      const id = await strict.ask(handle, { ...to, at });
      expect(await strict.deployments.get(id)).toBeNull();
      expect(strict.told(handle).at(-1)).toMatchObject({ kind: 'refusal' });
    }
    const id = await strict.ask('dev', { ...to, at: 'wed 10:00' });
    expect((await strict.read(id)).state).toBe('scheduled');
  });

  test('a time that cannot be read starts nothing; one that is over starts now', async () => {
    const story = open();
    const unread = await story.ask('dev', { ...to, at: 'soon' });
    expect(await story.deployments.get(unread)).toBeNull();
    expect(story.told('dev').at(-1)).toMatchObject({ kind: 'text', title: 'That time could not be read' });
    const past = await story.ask('dev', { ...to, at: now - minute });
    expect(await story.read(past)).toMatchObject({ scheduledFor: null });
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('is cancelled before its time', async () => {
    const story = open();
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    await story.cancels('dev', id);
    expect(await story.read(id)).toMatchObject({ state: 'cancelled', note: 'Cancelled by dev before its time.' });
    await story.durable.advance(3 * hour);
    expect(story.runs.dispatched).toEqual([]);
  });
});

describe('with an approval', () => {
  const rule = approvalRule({ expiresAfter: hour, validFor: hour });

  test('it is asked for at once, stays open until the time, and counts from the time on', async () => {
    const story = open({ approvals: rule });
    const id = await story.ask('dev', { ...to, at: 'in 20h' });
    expect((await story.read(id)).approval?.expiresAt).toBe(now + 20 * hour);
    await story.durable.advance(10 * hour);
    await story.vote('lead', id);
    expect((await story.read(id)).state).toBe('scheduled');
    expect(story.runs.dispatched).toEqual([]);
    await story.durable.advance(10 * hour);
    expect(story.runs.dispatched).toHaveLength(1);
    await story.completes(id, 'success');
    expect(story.actions(id)).toEqual(
      approvedStory.flatMap((action) =>
        action === 'deployment.dispatched' ? ['deployment.scheduled', action] : [action],
      ),
    );
  });

  test('an approver who has left the role meanwhile no longer counts: the question is put again', async () => {
    const story = open({ approvals: rule });
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    await story.vote('lead', id);
    story.roles.lead = [];
    await story.durable.advance(2 * hour);
    expect((await story.read(id)).state).toBe('awaiting-approval');
    expect(story.runs.dispatched).toEqual([]);
  });

  test('nobody has decided when its time comes: it expires', async () => {
    const story = open({ approvals: rule });
    const id = await story.ask('dev', { ...to, at: 'in 2h' });
    await story.durable.advance(2 * hour);
    expect((await story.read(id)).state).toBe('expired');
  });
});

describe('a refusal that passes by itself later', () => {
  const hours = { timezone: 'UTC', allowed: [{ days: [3], from: 600, to: 840 }], preferred: [] };

  test('offers to schedule it for then, and what is asked for by the button is', async () => {
    const story = open({ gates: gates({ window: hours }) });
    await story.ask('dev', { ...to, reason: 'the weekly release' });
    const refusal = story.told('dev').at(-1);
    if (refusal?.kind !== 'refusal') throw new Error('it was not refused');
    expect(refusal.buttons).toMatchObject([{ kind: 'schedule', label: 'Schedule it for then' }]);
    const action = await story.ports.buttons.find(refusal.buttons[0]?.id ?? '');
    expect(action).toEqual({
      kind: 'schedule',
      ...to,
      target: 'default',
      ref: 'develop',
      reason: 'the weekly release',
      inputs: {},
      at: Date.parse('2026-01-21T10:00:00Z'),
    });
  });

  test('nothing is offered where somebody has to act', async () => {
    const story = open({ gates: gates({ window: hours }) });
    await story.ask('sec', to);
    expect(story.told('sec').at(-1)).toMatchObject({ kind: 'refusal', buttons: [] });
  });
});

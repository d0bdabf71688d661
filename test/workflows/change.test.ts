import { describe, expect, test } from 'vitest';
import { changeIdFor } from '../../src/model/change-request.ts';
import { day, hour } from '../../src/model/time.ts';
import { changeValidationId } from '../../src/workflows/change-validation.ts';
import { approvalRule, catalog, environment, lockOf, now, person, pipeline } from '../builders.ts';
import { changeRequest } from '../change-builder.ts';
import { delegationOf } from '../delegation-builder.ts';
import { createStory } from './story.ts';

const { plan } = changeRequest();
const later = { environment: 'staging', at: 'in 2h', change: plan };

function open(changes: Parameters<typeof environment>[0] = { approvals: approvalRule() }) {
  const environments = [environment({ name: 'staging', changeRequests: 'required', ...changes })];
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments })] }) });
  const change = async (id: string) =>
    (await story.ports.changes.get(changeIdFor(id))) ?? expect.fail(`no change of ${id}`);
  const answers = async (handle: string, id: string, right: boolean, reason: string | null = null) => {
    const where = { channel: 'C0DEPLOYS', responseUrl: null };
    const asked = { id: `a-${handle}-${right}`, by: person(handle), ...where };
    const sent = await story.start.validateChange({ ...asked, changeId: changeIdFor(id), right, reason });
    await story.durable.runUntilIdle();
    return sent;
  };
  const history = (id: string) => story.actions(changeIdFor(id));
  return { story, change, answers, history };
}

async function carriedOut() {
  const opened = open();
  const id = await opened.story.ask('dev', later);
  await opened.story.vote('lead', id);
  await opened.story.durable.advance(2 * hour);
  await opened.story.completes(id, 'success');
  return { ...opened, id };
}

describe('a change request', () => {
  test('is approved before its time, carried out at it, and confirmed by whoever asked for it', async () => {
    const { story, change, answers, history } = open();
    const id = await story.ask('dev', later);
    expect(await change(id)).toMatchObject({ state: 'awaiting-approval', plan, plannedFor: now + 2 * hour });
    expect(story.card(id).change).toMatchObject({ state: 'awaiting-approval' });
    expect((await story.read(id)).approval?.expiresAt).toBe(now + 2 * hour);

    await story.vote('lead', id);
    expect(await change(id)).toMatchObject({ state: 'scheduled', approvedAt: now });
    await story.durable.advance(2 * hour);
    expect(await change(id)).toMatchObject({ state: 'implementing' });

    await story.completes(id, 'success');
    expect(await change(id)).toMatchObject({ state: 'validating', closedAt: null });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['confirm-change', 'refute-change']);
    expect(story.thread(id).at(-1)).toMatchObject({ kind: 'change-validation', reminder: false });

    expect(await answers('dev', id, true)).toBe(true);
    const closed = { state: 'validated', validation: { right: true, by: { name: 'dev' } } };
    expect(await change(id)).toMatchObject(closed);
    expect(story.card(id)).toMatchObject({ change: closed, buttons: [] });
    expect(history(id)).toEqual([
      'change.requested',
      'change.approved',
      'change.started',
      'change.implemented',
      'change.validated',
    ]);
    expect(await answers('lead', id, false, 'too late')).toBe(false);
  });

  test('the requester is reminded every day until somebody has answered', async () => {
    const { story, id, answers, history } = await carriedOut();
    const asked = () => story.thread(id).filter(({ kind }) => kind === 'change-validation').length;
    await story.durable.advance(day);
    await story.durable.advance(day);
    expect(asked()).toBe(3);
    expect(story.thread(id).at(-1)).toMatchObject({ reminder: true });
    await answers('lead', id, false, 'orders are slow');
    await story.durable.advance(3 * day);
    expect(asked()).toBe(3);
    expect(history(id).slice(-3)).toEqual(['change.reminded', 'change.reminded', 'change.not-validated']);
  });

  test('whoever has muted reminders gets none, and those who may answer too are reminded in the channel, until that is over', async () => {
    const { story, id, history } = await carriedOut();
    const asked = () => story.thread(id).filter(({ kind }) => kind === 'change-validation').length;
    const { slackId } = story.who('dev');
    await story.ports.mutes.mute(slackId, { what: 'reminders', until: story.clock.now() + day + hour });
    const posted = () => [...story.chat.messages.values()].filter(({ kind }) => kind === 'change-validation');
    await story.durable.advance(day);
    expect(asked()).toBe(1);
    const roles = ['release-managers'];
    expect(posted()).toMatchObject([{ reminder: true, others: { mention: [{ name: 'lead' }], roles } }]);
    expect(history(id)).toContain('change.reminded');
    await story.durable.advance(day);
    expect(asked()).toBe(2);
    expect(posted()).toHaveLength(1);
    expect(story.thread(id).at(-1)).toMatchObject({ reminder: true, mention: true });
    for (const who of [slackId, story.who('lead').slackId])
      await story.ports.mutes.mute(who, { what: 'all', until: null });
    await story.durable.advance(day);
    expect(asked()).toBe(2);
    expect(posted()).toMatchObject([{}, { others: { mention: [], roles } }]);
  });

  test('whoever is mentioned nowhere is asked by name', async () => {
    const { story } = open();
    await story.ports.mutes.mute(story.who('dev').slackId, { what: 'all', until: null });
    const id = await story.ask('dev', later);
    await story.vote('lead', id);
    await story.durable.advance(2 * hour);
    await story.completes(id, 'success');
    expect(story.thread(id).at(-1)).toMatchObject({ kind: 'change-validation', mention: false });
  });

  test('is approved by who stands in for an approver, like every deployment', async () => {
    const { story, change } = open();
    await story.ports.delegations.give(delegationOf(['lead', 'dev2']));
    const id = await story.ask('dev', later);
    await story.vote('dev2', id);
    expect(await change(id)).toMatchObject({ state: 'scheduled', approvedAt: now });
    const [vote] = (await story.read(id)).approval?.votes ?? [];
    expect(vote).toMatchObject({ person: { name: 'dev2' }, for: { name: 'lead' } });
  });

  test('what is not right is closed as failed, with the reason', async () => {
    const { story, id, change, answers } = await carriedOut();
    await answers('dev', id, false, 'orders are slow');
    const closed = { state: 'failed', validation: { right: false, reason: 'orders are slow' } };
    expect(await change(id)).toMatchObject(closed);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
    expect(story.thread(id).at(-1)).toMatchObject({ title: 'The change is not right, says dev', tone: 'error' });
  });

  test('of two answers at once the first counts, and the other is told so', async () => {
    const { story, id, change } = await carriedOut();
    const where = { channel: 'C0DEPLOYS', responseUrl: null };
    for (const [handle, right] of [['dev', true] as const, ['lead', false] as const]) {
      const asked = { id: handle, by: person(handle), ...where };
      await story.start.validateChange({ ...asked, changeId: changeIdFor(id), right, reason: null });
    }
    await story.durable.runUntilIdle();
    expect(await change(id)).toMatchObject({ state: 'validated' });
    expect(story.told('lead').at(-1)).toMatchObject({ title: 'That has been answered already' });
  });

  test('nobody approves it in time: it expires at its time', async () => {
    const { story, change, history } = open();
    const id = await story.ask('dev', later);
    await story.durable.advance(2 * hour);
    expect(await change(id)).toMatchObject({ state: 'expired', closedAt: now + 2 * hour });
    expect(story.runs.dispatched).toEqual([]);
    expect(history(id)).toEqual(['change.requested', 'change.closed']);
  });

  test('rejected, cancelled with a reason, refused at its time: closed as what it is', async () => {
    const { story, change } = open();
    const rejected = await story.ask('dev', later);
    await story.vote('lead', rejected, 'reject', 'not this week');
    expect(await change(rejected)).toMatchObject({ state: 'rejected' });

    const cancelled = await story.ask('dev', later);
    const who = { by: person('dev'), channel: 'C0DEPLOYS', responseUrl: null };
    await story.start.cancel({ id: 'x', deploymentId: cancelled, ...who, reason: 'the supplier is late' });
    await story.durable.runUntilIdle();
    expect(await change(cancelled)).toMatchObject({ state: 'cancelled' });
    expect((await story.read(cancelled)).note).toContain('the supplier is late');

    const refused = await story.ask('dev', later);
    await story.vote('lead', refused);
    await story.locks.take(lockOf({ owner: person('lead2') }), now);
    await story.durable.advance(2 * hour);
    expect(await change(refused)).toMatchObject({ state: 'refused' });
    const told = story.told('dev').at(-1);
    expect(told).toMatchObject({
      kind: 'refusal',
      buttons: expect.arrayContaining([{ ...any, kind: 'request-change' }]),
    });
  });

  test('a deployment that fails closes it; a re-run that succeeds opens it again, to be validated', async () => {
    const { story, change, history } = open({ approvals: null });
    const id = await story.ask('dev', later);
    expect(await change(id)).toMatchObject({ state: 'scheduled', approvedAt: null });
    await story.durable.advance(2 * hour);
    await story.completes(id, 'failure');
    expect(await change(id)).toMatchObject({ state: 'failed' });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['rerun-failed']);
    await story.reruns('dev', id);
    expect(await change(id)).toMatchObject({ state: 'implementing', closedAt: null });
    await story.completes(id, 'success');
    expect(await change(id)).toMatchObject({ state: 'validating' });
    expect(await story.durable.state(changeValidationId(changeIdFor(id)))).toBe('running');
    expect(history(id)).toEqual([
      'change.requested',
      'change.started',
      'change.closed',
      'change.started',
      'change.implemented',
    ]);
  });

  test('where it is required, nothing else is deployed; the refusal opens its form', async () => {
    const { story } = open();
    await story.ask('dev', { environment: 'staging' });
    const refused = story.told('dev').at(-1);
    expect(refused).toMatchObject({
      kind: 'refusal',
      buttons: [{ kind: 'request-change', label: 'Request the change' }],
    });
    expect(await story.ports.changes.list({ open: true, limit: 5 })).toEqual([]);
  });

  test('a request that is refused at once is kept to be edited', async () => {
    const { story } = open();
    await story.ask('dev', { ...later, ref: 'nowhere' });
    const refused = story.told('dev').at(-1);
    const [edit] = refused?.kind === 'refusal' ? refused.buttons : [];
    expect(edit).toMatchObject({ kind: 'request-change', label: 'Edit the request' });
    const kept = { environment: 'staging', target: 'default', ref: 'nowhere', at: 'in 2h', plan };
    expect(await story.ports.buttons.find(edit?.id ?? '')).toMatchObject(kept);
  });
});

const any = { id: expect.any(String), label: expect.any(String), style: expect.any(String), confirm: null };

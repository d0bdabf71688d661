import { describe, expect, test, vi } from 'vitest';
import { hour } from '../../src/model/time.ts';
import { approvalRule, approvedStory, catalog, environment, gates, pipeline } from '../builders.ts';
import { delegationOf } from '../delegation-builder.ts';
import { createStory, repository } from './story.ts';

const production = { environment: 'production' };

function asking(rule = approvalRule()) {
  const strict = pipeline({
    environments: [
      environment({
        name: 'production',
        defaultRef: { latestTag: 'v*.*.*' },
        gates: gates({ ref: { branches: [], tags: ['v*.*.*'], shas: false } }),
        approvals: rule,
      }),
    ],
  });
  return {
    story: createStory({ catalog: catalog({ pipelines: [strict] }) }),
    catalog: catalog({ pipelines: [strict] }),
  };
}

describe('an approval', () => {
  test('is asked for in the message, copied where the catalog says, and dispatches the tag itself', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['approve', 'reject', 'cancel']);
    expect([...story.chat.messages.keys()]).toEqual([`deploy:${id}`, `deploy:${id}:copy:operations`]);
    expect(story.runs.dispatched).toEqual([]);
    await story.vote('lead', id);
    expect(story.runs.dispatched).toMatchObject([{ ref: 'v1.4.0' }]);
    const copy = () => story.chat.messages.get(`deploy:${id}:copy:operations`);
    expect(copy()).toMatchObject({ copy: true, buttons: [], deployment: { approval: { decision: 'approved' } } });
    await story.completes(id, 'success');
    expect(story.actions(id)).toEqual(approvedStory);
    expect(copy()).toMatchObject({ copy: true, buttons: [], deployment: { state: 'succeeded' } });
  });

  test('never counts the requester, nor somebody without the role, nor one person twice', async () => {
    const { story } = asking(approvalRule({ required: 2 }));
    const id = await story.ask('lead', production);
    await story.vote('lead', id);
    await story.vote('dev', id);
    await story.vote('lead2', id);
    await story.vote('lead2', id);
    expect((await story.read(id)).approval?.votes.map(({ person }) => person.name)).toEqual(['lead2']);
    for (const handle of ['lead', 'dev', 'lead2']) {
      expect(story.told(handle).at(-1), handle).toMatchObject({ kind: 'text', title: 'Your approval does not count' });
    }
    expect(story.runs.dispatched).toEqual([]);
  });

  test('does not count from a co-author where authors may not approve', async () => {
    const { story } = asking(approvalRule({ authors: false }));
    const coAuthors = [{ name: 'Lena Brandt', login: 'lena-lead' }];
    story.source.tag(repository, 'v1.5.0', story.source.commit(repository, 'main', { coAuthors }));
    const id = await story.ask('dev', production);
    await story.vote('lead', id);
    expect(story.told('lead').at(-1)).toMatchObject({
      title: 'Your approval does not count',
      lines: expect.arrayContaining([expect.stringContaining('lead is a co-author of')]),
    });
    expect(story.runs.dispatched).toEqual([]);
    await story.vote('lead2', id);
    expect(story.runs.dispatched).toMatchObject([{ ref: 'v1.5.0' }]);
  });

  test('of two counts both, and a veto ends it with its reason', async () => {
    const { story } = asking(approvalRule({ required: 2 }));
    const approved = await story.ask('dev', production);
    await story.vote('lead', approved);
    expect((await story.read(approved)).state).toBe('awaiting-approval');
    await story.vote('lead2', approved);
    expect((await story.read(approved)).state).toBe('running');
    await story.completes(approved, 'success');

    const vetoed = await story.ask('dev', production);
    await story.vote('lead', vetoed);
    await story.vote('lead2', vetoed, 'reject', 'the market is wild');
    expect(await story.read(vetoed)).toMatchObject({
      state: 'rejected',
      note: 'Rejected by lead2: the market is wild',
    });
    expect(story.runs.dispatched).toHaveLength(1);
    expect(await story.vote('lead', vetoed)).toBe(false);
  });

  test('reminds those who have not answered, once, in the last quarter of its time and at most an hour before its end', async () => {
    const { story } = asking(approvalRule({ required: 2, expiresAfter: 2 * hour }));
    const id = await story.ask('dev', production);
    await story.vote('lead', id);
    await story.durable.advance(1.5 * hour - 1);
    expect(story.thread(id)).toEqual([]);
    await story.durable.advance(1);
    const nudge = { kind: 'nudge', mention: [story.who('lead2').slackId] };
    expect(story.thread(id)).toMatchObject([nudge]);
    expect(story.chat.replies(`deploy:${id}:copy:operations`)).toMatchObject([nudge]);
    await story.vote('lead2', id);
    expect(story.runs.dispatched).toHaveLength(1);
    const long = await story.ask('dev2', production);
    await story.completes(id, 'success');
    await story.durable.advance(8 * hour);
    expect(story.thread(long).filter(({ kind }) => kind === 'nudge')).toHaveLength(1);
  });

  test('reminds nobody of what has expired meanwhile', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    story.clock.advance(9 * hour);
    await story.durable.advance(0);
    expect(await story.read(id)).toMatchObject({ state: 'expired' });
    expect(story.thread(id).filter(({ kind }) => kind === 'nudge')).toEqual([]);
  });

  test('reminds who stands in for somebody, and nobody who has muted it', async () => {
    const { story } = asking();
    const [lead, dev2] = [story.who('lead'), story.who('dev2')];
    await story.ports.delegations.give(delegationOf(['lead', 'dev2']));
    await story.ports.mutes.mute(lead.slackId, { what: 'reminders', until: null });
    const id = await story.ask('dev', production);
    await story.durable.advance(7 * hour);
    const [nudge] = story.thread(id);
    const mention = nudge?.kind === 'nudge' ? nudge.mention : [];
    expect(mention).toContain(dev2.slackId);
    expect(mention).not.toContain(lead.slackId);
  });

  test('who stands in approves by the roles of whom they stand in for, until it is over', async () => {
    const { story } = asking();
    await story.ports.delegations.give(delegationOf(['lead', 'dev2'], { until: story.clock.now() + hour }));
    const id = await story.ask('dev', production);
    await story.vote('dev2', id);
    expect(story.runs.dispatched).toHaveLength(1);
    expect(await story.read(id)).toMatchObject({
      state: 'running',
      approval: { votes: [{ person: { name: 'dev2' }, for: { name: 'lead' }, role: 'release-managers' }] },
    });
    await story.completes(id, 'success');
    const again = await story.ask('dev', production);
    story.roles.lead = ['developers'];
    await story.vote('dev2', again);
    expect(JSON.stringify(story.told('dev2').at(-1))).toContain('lead does not have the role release-managers');
    story.roles.lead = ['release-managers'];
    await story.durable.advance(hour);
    await story.vote('dev2', again);
    expect(JSON.stringify(story.told('dev2').at(-1))).not.toContain('lead');
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('reminds without names where Slack does not say who they are', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    story.slackIsAway(true);
    await story.durable.advance(7 * hour);
    expect(story.thread(id)).toMatchObject([{ kind: 'nudge', mention: [] }]);
  });

  test('expires', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    await story.durable.advance(8 * hour);
    expect((await story.read(id)).state).toBe('expired');
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['deploy-again']);
  });

  test('is asked for anew when an approver has left the group before the dispatch', async () => {
    const { story } = asking();
    const first = await story.ask('dev', production);
    await story.vote('lead', first);
    const second = await story.ask('dev', production);
    await story.vote('lead', second);
    expect((await story.read(second)).state).toBe('queued');
    story.roles.lead = ['developers'];
    await story.completes(first, 'success');
    expect(await story.read(second)).toMatchObject({ state: 'awaiting-approval', approval: { round: 2, votes: [] } });
    await story.vote('lead2', second);
    expect((await story.read(second)).state).toBe('running');
  });

  test('is asked for anew when the rule has changed, and the vote for the old question does not count', async () => {
    const { story, catalog: settings } = asking();
    const first = await story.ask('dev', production);
    await story.vote('lead', first);
    const second = await story.ask('dev', production);
    await story.vote('lead', second);
    const stricter = structuredClone(settings);
    for (const pipeline of stricter.pipelines) {
      for (const each of pipeline.environments) each.approvals = approvalRule({ required: 2 });
    }
    await story.catalogs.activate({ ...stricter, hash: 'another' });
    await story.completes(first, 'success');
    expect(await story.read(second)).toMatchObject({
      state: 'awaiting-approval',
      approval: { round: 2, rule: { required: 2 } },
    });
  });

  test('with a checklist counts when all of it is ticked, and thread and audit log name who ticked it', async () => {
    const items = ['CI passes', 'Rollback plan ready'];
    const { story } = asking(approvalRule({ required: 2, checklist: items }));
    const id = await story.ask('dev', production);
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['approve-with-checklist', 'reject', 'cancel']);
    await story.vote('lead', id, 'approve', null, ['CI passes']);
    expect(story.told('lead').at(-1)).toMatchObject({ lines: [expect.stringContaining('Rollback plan ready')] });
    await story.vote('lead', id, 'approve', null, items);
    await story.vote('lead2', id);
    expect((await story.read(id)).approval?.votes).toMatchObject([{ person: { name: 'lead' }, ticked: items }]);
    expect(story.runs.dispatched).toEqual([]);
    await story.vote('lead2', id, 'approve', null, items);
    expect(story.runs.dispatched).toHaveLength(1);
    expect((await story.read(id)).verdicts.find(({ gate }) => gate === 'checklist')).toMatchObject({
      outcome: 'pass',
      says: 'All 2 items are ticked by lead and lead2.',
    });
    expect(story.thread(id)).toMatchObject([
      { title: 'lead ticked the checklist', lines: items },
      { title: 'lead2 ticked the checklist', lines: items },
    ]);
    const voted = story.audit.entries.filter(({ action }) => action === 'approval.voted');
    expect(voted.map(({ details }) => details.vote)).toMatchObject([{ ticked: items }, { ticked: items }]);
  });

  test('is asked for anew when the checklist has changed since it was ticked', async () => {
    const { story, catalog: settings } = asking(approvalRule({ checklist: ['CI passes'] }));
    const first = await story.ask('dev', production);
    await story.vote('lead', first, 'approve', null, ['CI passes']);
    const second = await story.ask('dev', production);
    await story.vote('lead', second, 'approve', null, ['CI passes']);
    const longer = structuredClone(settings);
    for (const each of longer.pipelines[0]?.environments ?? []) {
      each.approvals = approvalRule({ checklist: ['CI passes', 'Rollback plan ready'] });
    }
    await story.catalogs.activate({ ...longer, hash: 'another' });
    await story.completes(first, 'success');
    expect(await story.read(second)).toMatchObject({
      state: 'awaiting-approval',
      note: 'Asked again: The checklist in quarterdeck.yml has changed since.',
      approval: { round: 2, votes: [], rule: { checklist: { length: 2 } } },
    });
  });

  test('does not outlive its tag: when that was moved, nothing is dispatched', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    story.source.tag(repository, 'v1.4.0', story.tip);
    await story.vote('lead', id);
    expect(await story.read(id)).toMatchObject({ state: 'refused' });
    expect((await story.read(id)).note).toMatch(/v1\.4\.0 now points at/);
    expect(story.runs.dispatched).toEqual([]);
  });

  test('by two people in the same instant dispatches once, and the later one learns so', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    const vote = (handle: string) => story.vote(handle, id);
    await Promise.all([vote('lead'), vote('lead2')]);
    expect(story.runs.dispatched).toHaveLength(1);
    expect((await story.read(id)).approval?.votes).toHaveLength(1);
  });

  test('is taken and told although GitHub does not answer just then; the run waits for the answer', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    story.slowly(3);
    const answer = Promise.withResolvers<void>();
    const { pointsAt } = story.source;
    story.source.pointsAt = async (...asked) => {
      await answer.promise;
      return pointsAt(...asked);
    };
    const voted = story.vote('lead', id);
    await vi.waitFor(() => expect(story.actions(id)).toContain('approval.decided'));
    await vi.waitFor(() => expect(story.card(id).deployment.approval?.decision).toBe('approved'));
    expect(story.runs.dispatched).toEqual([]);
    answer.resolve();
    await voted;
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('for a re-run counts only within its validity', async () => {
    const { story } = asking();
    const id = await story.ask('dev', production);
    await story.vote('lead', id);
    await story.completes(id, 'failure');
    await story.reruns('dev', id);
    expect((await story.read(id)).state).toBe('running');
    await story.completes(id, 'failure');
    await story.durable.advance(5 * hour);
    await story.reruns('dev', id);
    expect(await story.read(id)).toMatchObject({ state: 'awaiting-approval', approval: { round: 2 } });
  });
});

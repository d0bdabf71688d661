import { describe, expect, test } from 'vitest';
import type { Environment, GitHubEnvironment } from '../../src/model/catalog.ts';
import { deploymentIdOfRun } from '../../src/model/deployment.ts';
import type { Run } from '../../src/model/run.ts';
import { hour, minute } from '../../src/model/time.ts';
import { approvalRule, catalog, checkRun, environment, gates, job, lockOf, now, pipeline } from '../builders.ts';
import { createStory, repository } from './story.ts';

const rule: GitHubEnvironment = { name: 'live', rule: true, reviewers: false };
const lena = { kind: 'person' as const, name: 'lena-lead' };
const waits = job('Deploy', { status: 'waiting', conclusion: null, startedAt: null, completedAt: null });

/** A push to develop deploys to staging, by a run that GitHub holds before the environment `live`. */
async function pushed(
  changes: Partial<Environment> = {},
  { by = { rule: true }, ...wanted }: Partial<Run> & { by?: Parameters<Story['protection']['hold']>[3] } = {},
  prepare: (story: Story) => Promise<unknown> | unknown = () => {},
) {
  const startsOn = { push: { branches: ['develop'], tags: [] }, job: null };
  const guarded = environment({ startsOn, githubEnvironment: rule, approvals: approvalRule(), ...changes });
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [guarded] })] }) });
  await prepare(story);
  const news = story.runs.startElsewhere(repository, { file: 'deploy.yml', startedAt: now, ...wanted });
  const { runId } = news;
  story.protection.hold(repository, runId, 'live', by);
  await story.hears(news);
  const it = { story, runId, id: deploymentIdOfRun('acme/trading-engine', runId) };
  const moves = (change: Partial<Run>) => story.hears(story.runs.move(repository, runId, change));
  await moves({ status: 'waiting', jobs: [waits] });
  return { ...it, moves };
}
type Story = ReturnType<typeof createStory>;

const decided = ({ story }: { story: Story }) => story.protection.answers.filter(({ decision }) => decision !== null);
const operations = ({ story }: { story: Story }) =>
  [...story.chat.messages.keys()].filter((anchor) => anchor.startsWith('skipped-rules:'));

describe('a run that was started elsewhere and is held by our rule', () => {
  test('waits for its approval in Slack, is let in by it, and has skipped nothing', async () => {
    const it = await pushed();
    expect(await it.story.read(it.id)).toMatchObject({ state: 'awaiting-approval', startedElsewhere: { skipped: [] } });
    expect(it.story.card(it.id).buttons.map(({ kind }) => kind)).toEqual(['approve', 'reject', 'cancel']);
    expect(it.story.protection.answers).toMatchObject([
      { decision: null, comment: expect.stringContaining('Waits in Slack for an approval by release-managers') },
    ]);
    expect((await it.story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
    await it.story.vote('lead', it.id);
    expect(decided(it)).toMatchObject([
      {
        environment: 'live',
        runId: it.runId,
        decision: 'approved',
        comment: expect.stringContaining('Approved in Slack by lead'),
      },
    ]);
    expect(await it.story.read(it.id)).toMatchObject({ state: 'running', admitted: true });
    await it.story.hears(it.story.runs.complete(repository, it.runId, 'success'));
    expect((await it.story.read(it.id)).state).toBe('succeeded');
    expect(operations(it)).toEqual([]);
    expect(await it.story.deployments.verified('staging', ['api'], 5)).toMatchObject([{ sha: it.story.tip }]);
  });

  test('goes out when it is let in: before that no alert is kept quiet for it, and what runs is watched on', async () => {
    const labels = { service: '{{service}}' };
    const it = await pushed({ around: { silence: { labels }, annotation: null, page: null } });
    expect(await it.story.read(it.id)).toMatchObject({ state: 'awaiting-approval' });
    expect(it.story.silences.standing()).toEqual([]);
    await it.story.vote('lead', it.id);
    expect(await it.story.read(it.id)).toMatchObject({ state: 'running' });
    expect(it.story.silences.standing()).toHaveLength(4);
  });

  test('is turned away with the reasons where the gates refuse, and nobody is asked', async () => {
    const it = await pushed({}, {}, (story) => story.locks.take(lockOf({ environment: 'staging', until: null }), now));
    expect(decided(it)).toMatchObject([{ decision: 'rejected', comment: expect.stringContaining('locked by lead') }]);
    expect(await it.story.read(it.id)).toMatchObject({ state: 'refused', approval: null });
    expect(operations(it)).toEqual([]);
  });

  test('is turned away where nobody on Slack is known to have started it', async () => {
    const it = await pushed({}, { actor: 'octocat' });
    expect(decided(it)).toMatchObject([{ decision: 'rejected', comment: expect.stringContaining('linked to nobody') }]);
  });

  test.each([
    ['rejected', (story: Story, id: string) => story.vote('lead', id, 'reject', 'not today'), 'not today'],
    ['cancelled', (story: Story, id: string) => story.cancels('dev', id), 'Cancelled by dev'],
  ])('is turned away when it is %s in Slack', async (state, act, why) => {
    const it = await pushed();
    await act(it.story, it.id);
    expect(decided(it)).toMatchObject([{ decision: 'rejected', comment: expect.stringContaining(why) }]);
    expect((await it.story.read(it.id)).state).toBe(state);
  });

  test('is turned away when nobody decides in time', async () => {
    const it = await pushed();
    it.story.clock.set(now + 9 * hour);
    await it.story.durable.runUntilIdle();
    expect(decided(it)).toMatchObject([{ decision: 'rejected', comment: expect.stringContaining('Nobody decided') }]);
  });

  test('waits for the checks that the push has set off, and is asked about then', async () => {
    const checks = { required: ['lint'], ignored: [], all: false };
    const pending = checkRun('lint', { status: 'in_progress', conclusion: null });
    const it = await pushed({ gates: gates({ checks }) }, {}, (story) =>
      story.source.setChecks(repository, story.tip, [pending]),
    );
    expect(await it.story.read(it.id)).toMatchObject({ state: 'requested', note: expect.stringContaining('lint') });
    it.story.source.setChecks(repository, it.story.tip, [checkRun('lint')]);
    it.story.clock.advance(2 * minute);
    await it.story.durable.runUntilIdle();
    expect((await it.story.read(it.id)).state).toBe('awaiting-approval');
  });

  test('without an approval rule is let in by its gates alone', async () => {
    const it = await pushed({ approvals: null });
    expect(decided(it)).toMatchObject([
      { decision: 'approved', comment: expect.stringContaining('Every gate passed') },
    ]);
  });

  test('is withdrawn when its run ends on GitHub, of which nobody tells', async () => {
    const it = await pushed();
    it.story.runs.complete(repository, it.runId, 'cancelled');
    it.story.clock.advance(5 * minute);
    await it.story.durable.runUntilIdle();
    expect(await it.story.read(it.id)).toMatchObject({
      state: 'cancelled',
      note: 'Its run ended on GitHub before it was decided here: cancelled.',
    });
    expect(decided(it)).toEqual([]);
  });

  test('and let in past the rule by an administrator is reported as what skipped the rules', async () => {
    const it = await pushed();
    it.story.protection.hold(repository, it.runId, 'live', {});
    await it.moves({ status: 'in_progress', jobs: [{ ...waits, status: 'in_progress' }] });
    it.story.clock.advance(5 * minute);
    await it.story.durable.runUntilIdle();
    expect(await it.story.read(it.id)).toMatchObject({ note: expect.stringContaining('past the rule') });
    expect(operations(it)).toHaveLength(1);
  });

  test('that GitHub does not hold at all has skipped the rules', async () => {
    const it = await pushed({ githubEnvironment: { ...rule, name: 'elsewhere' } });
    expect((await it.story.read(it.id)).state).toBe('running');
    await it.story.hears(it.story.runs.complete(repository, it.runId, 'success'));
    const { startedElsewhere } = await it.story.read(it.id);
    expect(startedElsewhere?.skipped).toContainEqual(
      expect.stringContaining('GitHub has not held it before elsewhere'),
    );
    expect(operations(it)).toHaveLength(1);
  });

  test('or that is let in past the rule has had no checklist ticked: what was still to be ticked says so', async () => {
    const approvals = { ...approvalRule(), checklist: ['Rollback plan ready'] };
    const says = 'Its checklist was not ticked, as nobody was asked for it here: Rollback plan ready.';
    const free = await pushed({ approvals, githubEnvironment: { ...rule, name: 'elsewhere' } });
    await free.story.hears(free.story.runs.complete(repository, free.runId, 'success'));
    const past = await pushed({ approvals });
    past.story.protection.hold(repository, past.runId, 'live', {});
    await past.moves({ status: 'in_progress', jobs: [{ ...waits, status: 'in_progress' }] });
    past.story.clock.advance(5 * minute);
    await past.story.durable.runUntilIdle();
    for (const it of [free, past]) {
      const { startedElsewhere, verdicts } = await it.story.read(it.id);
      expect(startedElsewhere?.skipped).toContain(says);
      expect(verdicts.find(({ gate }) => gate === 'checklist')).toMatchObject({ reason: 'checklist-unticked', says });
    }
  });
});

describe("on GitHub's page, while it is asked about in Slack", () => {
  const both = { githubEnvironment: { ...rule, reviewers: true } };
  const by = { rule: true, reviewers: [lena] };
  const review = async (
    it: Awaited<ReturnType<typeof pushed>>,
    decision: 'approved' | 'rejected',
    login = 'lena-lead',
  ) => {
    it.story.protection.reviewOnPage(repository, it.runId, {
      environments: ['live'],
      decision,
      by: login,
      comment: 'seen',
    });
    const { runId } = it;
    const news = { repository: 'acme/trading-engine', runId, run: null, jobs: [], whole: false, hold: decision };
    await it.story.hears(news);
  };

  test('the approval of who holds the role counts as their vote', async () => {
    const it = await pushed(both, { by });
    await review(it, 'approved');
    expect(await it.story.read(it.id)).toMatchObject({
      state: 'running',
      approval: { decision: 'approved', votes: [{ person: { name: 'lead' }, reason: 'seen' }] },
    });
    expect(it.story.protection.state(repository, it.runId, 'live')).toBe('let in');
  });

  test('the approval of who is nobody on Slack, or asked, does not, and the thread or they are told', async () => {
    const stranger = await pushed(both, { by: { rule: true, reviewers: [{ ...lena, name: 'octocat' }] } });
    await review(stranger, 'approved', 'octocat');
    expect((await stranger.story.read(stranger.id)).state).toBe('awaiting-approval');
    expect(JSON.stringify(stranger.story.thread(stranger.id))).toContain('octocat approved on GitHub');
    const own = await pushed(both, { by, actor: 'lena-lead' });
    await review(own, 'approved');
    expect((await own.story.read(own.id)).state).toBe('awaiting-approval');
    expect(JSON.stringify(own.story.told('lead'))).toContain('whoever asks does not decide');
    expect(own.story.card(own.id).deployment.note).toContain('The approval of lead on GitHub does not count here');
  });

  test('lets GitHub wait for no reviewer any more, whoever gave it; for the decision here it still waits', async () => {
    const it = await pushed(
      { githubEnvironment: { ...rule, reviewers: true } },
      { by: { rule: true, reviewers: [lena] } },
    );
    expect((await it.story.read(it.id)).hold?.waiting).toMatchObject([{ name: 'live', reviewers: [lena] }]);
    it.story.protection.reviewOnPage(repository, it.runId, {
      environments: ['live'],
      decision: 'approved',
      by: 'somebody',
      comment: '',
    });
    await it.story.hears({ ...it.story.runs.move(repository, it.runId, {}), hold: 'reviewed' });
    expect(await it.story.read(it.id)).toMatchObject({
      state: 'awaiting-approval',
      hold: { waiting: [{ name: 'live', reviewers: [] }], answers: [{ by: 'somebody' }] },
    });
    await it.story.vote('lead', it.id);
    expect(await it.story.read(it.id)).toMatchObject({ state: 'running', hold: { waiting: [] } });
  });

  test('one that was given before the question was put counts as well', async () => {
    const it = await pushed(both, { by: { rule: true, reviewers: [lena] } }, (story) => {
      const hold = story.protection.hold;
      story.protection.hold = (where, runId, ...rest) => {
        hold(where, runId, ...rest);
        const early = { environments: ['live'], decision: 'approved' as const, by: 'lena-lead', comment: '' };
        story.protection.reviewOnPage(where, runId, early);
      };
    });
    expect(await it.story.read(it.id)).toMatchObject({ state: 'running', approval: { decision: 'approved' } });
  });

  test('the approval of who has ticked no checklist does not count: the card says what is lacking, and how it is given', async () => {
    const approvals = { ...approvalRule(), checklist: ['Rollback plan ready', 'Backup made'] };
    const it = await pushed({ ...both, approvals }, { by });
    const checklist = async () => (await it.story.read(it.id)).verdicts.find(({ gate }) => gate === 'checklist');
    expect(await checklist()).toMatchObject({ outcome: 'warn', says: 'Its 2 items are ticked when it is approved.' });
    await review(it, 'approved');
    const asking = await it.story.read(it.id);
    expect(asking).toMatchObject({ state: 'awaiting-approval', approval: { votes: [] } });
    expect(it.story.card(it.id).deployment.note).toBe(
      'The approval of lead on GitHub does not count here: Whoever approves ticks every item of the checklist, and these are not ticked: Rollback plan ready; Backup made. Approve, here in Slack, asks for them.',
    );
    expect(it.story.card(it.id).buttons.map(({ kind }) => kind)).toContain('approve-with-checklist');
    expect(it.story.protection.state(repository, it.runId, 'live')).toBe('waiting');
    expect(it.story.actions(it.id)).toContain('approval.vote-refused');
    await it.story.vote('lead', it.id, 'approve', null, approvals.checklist);
    expect(await it.story.read(it.id)).toMatchObject({ state: 'running', note: null });
    expect(await checklist()).toMatchObject({ outcome: 'pass', says: 'All 2 items are ticked by lead.' });
    expect(it.story.protection.state(repository, it.runId, 'live')).toBe('let in');
  });

  test('a no ends it as rejected, with the name and the words', async () => {
    const it = await pushed(both, { by });
    await review(it, 'rejected');
    expect(await it.story.read(it.id)).toMatchObject({
      state: 'rejected',
      note: 'Turned away from live on GitHub by lena-lead: seen',
    });
    expect(decided(it)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { GitHubEnvironment } from '../../src/model/catalog.ts';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import { approvalRule, catalog, environment, job, pipeline } from '../builders.ts';
import { createStory, repository } from './story.ts';

const rule: GitHubEnvironment = { name: 'live', rule: true, reviewers: false };
const reviewed: GitHubEnvironment = { name: 'live', rule: false, reviewers: true };
const lena = { kind: 'person' as const, name: 'lena-lead' };

/** A deployment to staging, whose run is about to wait in the environment `live` of GitHub. */
async function started(protects: GitHubEnvironment | null, by: Parameters<Story['protection']['hold']>[3]) {
  const approvals = approvalRule({ roles: ['release-managers'] });
  const guarded = environment({ githubEnvironment: protects, approvals });
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [guarded] })] }) });
  const id = await story.ask('dev', { reason: 'it is *time*' });
  await story.vote('lead', id);
  const runId = story.runs.dispatched[0]?.runId ?? 0;
  story.protection.hold(repository, runId, 'live', by);
  return { story, id, runId };
}
type Story = ReturnType<typeof createStory>;
type Started = Awaited<ReturnType<typeof started>>;

const waits = job('Deploy', { status: 'waiting', conclusion: null, startedAt: null, completedAt: null });
const atTheDoor = ({ story, id, runId }: Started, headSha = story.tip) =>
  story.news(id, story.runs.move(repository, runId, { status: 'waiting', jobs: [waits], headSha }));
/** Something was said of what the run waits for, and nothing else has changed. */
const poked = async ({ story, id, runId }: Started, hold: string) =>
  story.news(id, { repository: 'acme/trading-engine', runId, run: null, jobs: [], whole: false, hold });
const card = ({ story, id }: Started) => story.card(id).deployment;

describe('our own rule', () => {
  test('is answered at once, with who approved and what it is about, once', async () => {
    const it = await started(rule, { rule: true });
    await atTheDoor(it);
    expect(it.story.protection.answers).toMatchObject([
      {
        runId: it.runId,
        environment: 'live',
        decision: 'approved',
        comment: expect.stringMatching(/^Approved in Slack by lead \(release-managers\)\..* asked for by dev\./),
      },
    ]);
    await poked(it, 'one');
    await poked(it, 'two');
    await atTheDoor(it);
    expect(it.story.protection.answers).toHaveLength(1);
    expect(card(it).hold).toMatchObject({ waiting: [], answers: [{ how: 'rule', decision: 'approved' }] });
    expect(it.story.actions(it.id)).toContain('environment.rule-answered');
    await it.story.completes(it.id, 'success');
    expect((await it.story.read(it.id)).state).toBe('succeeded');
  });

  test('is answered again for another attempt', async () => {
    const it = await started(rule, { rule: true });
    await atTheDoor(it);
    await it.story.completes(it.id, 'failure');
    await it.story.reruns('dev2', it.id);
    it.story.protection.hold(repository, it.runId, 'live', { rule: true });
    await it.story.vote('lead', it.id);
    const again = { ...waits, id: 77, attempt: 2 };
    await it.story.news(it.id, it.story.runs.move(repository, it.runId, { status: 'waiting', jobs: [again] }));
    expect(it.story.protection.answers.map(({ decision }) => decision)).toEqual(['approved', 'approved']);
  });

  test('turns a run of another commit away', async () => {
    const it = await started(rule, { rule: true });
    await atTheDoor(it, it.story.old);
    expect(it.story.protection.answers).toMatchObject(
      [{ decision: 'rejected', comment: /This run is of/ }].map((each) => ({
        ...each,
        comment: expect.stringMatching(each.comment),
      })),
    );
  });

  test('is not answered where the run waits for another environment, or the catalog does not say so', async () => {
    const other = await started({ ...rule, name: 'elsewhere' }, { rule: true });
    await atTheDoor(other);
    const silent = await started(null, { rule: true });
    await atTheDoor(silent);
    expect([...other.story.protection.answers, ...silent.story.protection.answers]).toEqual([]);
    expect(card(silent).hold?.waiting).toMatchObject([{ name: 'live' }]);
  });

  test('that GitHub cannot be told is told later; one that it refuses is said in the thread', async () => {
    const it = await started(rule, { rule: true });
    it.story.protection.fail('answerRule', new Fault('unavailable', 'GitHub is away.'));
    await atTheDoor(it);
    expect(it.story.protection.answers).toEqual([]);
    expect(JSON.stringify(it.story.thread(it.id))).toContain('GitHub is away. It is tried again.');
    it.story.clock.advance(2 * minute);
    await it.story.durable.runUntilIdle();
    expect(it.story.protection.answers).toHaveLength(1);
  });

  test('what waits is looked up later where GitHub cannot be asked', async () => {
    const it = await started(rule, { rule: true });
    it.story.protection.fail('waiting', new Fault('unavailable', 'GitHub is away.'));
    await atTheDoor(it);
    expect(it.story.protection.answers).toEqual([]);
    it.story.clock.advance(2 * minute);
    await it.story.durable.runUntilIdle();
    expect(it.story.protection.answers).toHaveLength(1);
  });

  test('holds a run no longer whose deployment is cancelled', async () => {
    const it = await started(rule, { rule: true });
    it.story.protection.fail('answerRule', new Fault('unavailable', 'GitHub is away.'));
    await atTheDoor(it);
    await it.story.cancels('dev', it.id);
    expect(it.story.protection.answers).toMatchObject([
      { decision: 'rejected', comment: expect.stringContaining('Cancelled by dev.') },
    ]);
    await it.story.completes(it.id, 'failure');
    expect(await it.story.read(it.id)).toMatchObject({ state: 'cancelled', note: 'Cancelled by dev.' });
  });
});

describe('reviews on GitHub', () => {
  test('are waited for, and the card says of whom', async () => {
    const it = await started(reviewed, { reviewers: [lena] });
    await atTheDoor(it);
    expect(card(it).hold?.waiting).toMatchObject([{ name: 'live', reviewers: [lena] }]);
    expect(it.story.protection.answers).toEqual([]);
    const review = { environments: ['live'], decision: 'approved' as const, by: 'lena-lead', comment: 'go' };
    it.story.protection.reviewOnPage(repository, it.runId, review);
    await poked(it, 'approved');
    const { hold } = card(it);
    expect(hold).toMatchObject({ waiting: [], answers: [{ how: 'page', by: 'lena-lead', comment: 'go' }] });
    expect(it.story.actions(it.id)).toContain('environment.review-seen');
    await it.story.completes(it.id, 'success');
    expect((await it.story.read(it.id)).state).toBe('succeeded');
  });

  test('that say no end it as rejected, with the name and the comment, though no news came in between', async () => {
    const it = await started(reviewed, { reviewers: [lena] });
    const review = {
      environments: ['live'],
      decision: 'rejected' as const,
      by: 'lena-lead',
      comment: 'not on a Friday',
    };
    it.story.protection.reviewOnPage(repository, it.runId, review);
    await it.story.completes(it.id, 'failure');
    expect(await it.story.read(it.id)).toMatchObject({
      state: 'rejected',
      note: 'Turned away from live on GitHub by lena-lead: not on a Friday',
    });
  });

  test('of an earlier attempt are not taken for those of the next, though they read the same', async () => {
    const it = await started(reviewed, { reviewers: [lena] });
    const review = { environments: ['live'], decision: 'approved' as const, by: 'lena-lead', comment: 'go' };
    await atTheDoor(it);
    it.story.protection.reviewOnPage(repository, it.runId, review);
    await it.story.completes(it.id, 'failure');
    expect(card(it).hold?.answers).toHaveLength(1);
    await it.story.reruns('dev2', it.id);
    await it.story.vote('lead', it.id);
    it.story.protection.hold(repository, it.runId, 'live', { reviewers: [lena] });
    const again = { ...waits, id: 77, attempt: 2 };
    await it.story.news(it.id, it.story.runs.move(repository, it.runId, { status: 'waiting', jobs: [again] }));
    expect(card(it).hold).toMatchObject({ waiting: [{ name: 'live' }], answers: [{ by: 'lena-lead' }] });
    it.story.protection.reviewOnPage(repository, it.runId, review);
    await it.story.completes(it.id, 'success');
    expect(card(it).hold?.answers).toHaveLength(2);
  });

  const links = async ({ story }: Started, handle: 'lead' | 'lead2', token = `token of ${handle}`) => {
    const login = handle === 'lead' ? 'lena-lead' : 'luis-lead';
    const account = { slackId: story.who(handle).slackId, login, githubId: login.length, since: 0, by: 'a test' };
    await story.accounts.link({ ...account, how: 'device-flow' }, { token, expiresAt: null, refresh: null });
  };

  test('are made in the name of whoever approved, where they let us, once', async () => {
    const it = await started(reviewed, { reviewers: [lena] });
    await links(it, 'lead');
    await atTheDoor(it);
    await poked(it, 'again');
    expect(await it.story.ports.protection.reviews(repository, it.runId)).toMatchObject([
      { decision: 'approved', by: 'lena-lead', comment: expect.stringContaining('Approved in Slack by lead') },
    ]);
    expect(card(it).hold).toMatchObject({ waiting: [], answers: [{ how: 'in-name', by: 'lena-lead' }] });
    expect(it.story.actions(it.id).filter((action) => action.startsWith('environment.'))).toEqual([
      'environment.reviewed',
    ]);
    expect(JSON.stringify([...it.story.audit.entries, await it.story.read(it.id)])).not.toContain('token of');
  });

  test('are made together with the answer of the rule, where GitHub wants both', async () => {
    const it = await started({ ...rule, reviewers: true }, { reviewers: [lena], rule: true });
    await links(it, 'lead');
    await atTheDoor(it);
    expect(it.story.protection.state(repository, it.runId, 'live')).toBe('let in');
    expect(card(it).hold?.answers.map(({ how }) => how)).toEqual(['rule', 'in-name']);
  });

  test('are not made in the name of who is no reviewer, nor with a token that is over, which is forgotten', async () => {
    const other = await started(reviewed, { reviewers: [{ ...lena, name: 'luis-lead' }] });
    await links(other, 'lead');
    await atTheDoor(other);
    expect(card(other).hold?.waiting).toHaveLength(1);
    const over = await started(reviewed, { reviewers: [lena] });
    await links(over, 'lead', 'no good');
    await atTheDoor(over);
    expect(card(over).hold?.waiting).toHaveLength(1);
    expect(await over.story.accounts.hasToken(over.story.who('lead').slackId)).toBe(false);
  });

  test('are made later where GitHub cannot be reached', async () => {
    const it = await started(reviewed, { reviewers: [lena] });
    await links(it, 'lead');
    it.story.protection.fail('review', new Fault('unavailable', 'GitHub is away.'));
    await atTheDoor(it);
    expect(card(it).hold?.waiting).toHaveLength(1);
    it.story.clock.advance(2 * minute);
    await it.story.durable.runUntilIdle();
    expect(card(it).hold).toMatchObject({ waiting: [], answers: [{ how: 'in-name' }] });
  });
});

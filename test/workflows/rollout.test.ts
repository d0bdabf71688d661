import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { minute, second } from '../../src/model/time.ts';
import { canary, createRolloutStory } from './rollout-story.ts';

describe('a canary', () => {
  test('comes up, is tried, gets its share, is watched, and becomes the version that serves', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    expect(await story.read(id)).toMatchObject({ state: 'rolling-out' });
    expect(await story.rollout(id)).toMatchObject({ step: 'bring-up', weight: 0, at: -1 });
    await story.goesOn(minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', weight: 10, at: 0 });
    expect(await story.standing()).toMatchObject({ weight: 10, fresh: { image: story.image() } });
    expect(story.buttons(id)).toEqual(['Promote', 'Hold', 'Extend by 15 min', 'Abort']);
    expect(
      (await story.deployments.running({ environment: 'staging' })).filter(({ deploymentId }) => deploymentId === id),
    ).toEqual([]);
    await story.goesOn(16 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded', note: null });
    expect(await story.standing()).toMatchObject({ fresh: null, weight: 0, stable: { image: story.image() } });
    expect(story.moves()).toEqual(['api bring-up', 'api weigh 10', 'api promote', 'api promote']);
    expect(story.actions(id).filter((action) => action.startsWith('rollout'))).toEqual([
      'rollout.begun',
      'rollout.phase-begun',
      'rollout.promoted',
    ]);
    expect(await story.deployments.running({ environment: 'staging' })).toMatchObject([
      { service: 'api', deploymentId: id },
    ]);
  });

  test('whose errors are beyond the limit three times is taken back by itself, and its authors are told', async () => {
    const story = createRolloutStory();
    story.measure('errors', (at) => (at > 5 * minute ? 7.2 : 0.2));
    const id = await story.begun();
    await story.goesOn(8 * minute);
    const done = await story.read(id);
    expect(done).toMatchObject({
      state: 'rolled-back',
      note: 'Errors: 7.2 % is beyond 5 %, 3 times in a row. api is back on the version before.',
      rollout: { takenBack: { by: 'quarterdeck' }, services: [{ service: 'api', state: 'failed' }], weight: 0 },
    });
    expect(done.rollout?.judgement).toMatchObject({ decision: 'roll-back', because: ['errors'] });
    expect(await story.standing()).toMatchObject({ fresh: null, weight: 0, stable: { image: 'ghcr.io/acme/api:old' } });
    const kinds = story.thread(id).map(({ kind }) => kind);
    expect(kinds).toEqual(['change-list', 'rollout-picture', 'ended', 'rollback-story']);
    expect(story.thread(id)[1]).toMatchObject({
      about: 'taken-back',
      picture: {
        version: 'develop',
        panels: [
          { metric: 'errors', unit: '%', threshold: { value: 5, is: 'most' } },
          { metric: 'p95', unit: 'ms' },
        ],
      },
    });
    expect(await story.deployments.running({ environment: 'staging' })).toEqual([]);
    expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
  });
});

describe('before any traffic', () => {
  test('pods that never become ready are taken away again, in the words of the cluster', async () => {
    const story = createRolloutStory();
    story.cluster.fate(story.image(), { trouble: 'ImagePullBackOff: manifest unknown', restarts: 0 });
    const id = await story.begun();
    await story.goesOn(minute);
    expect(await story.rollout(id)).toMatchObject({
      step: 'bring-up',
      services: [{ why: 'ImagePullBackOff: manifest unknown' }],
    });
    await story.goesOn(6 * minute);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: expect.stringContaining('ImagePullBackOff: manifest unknown'),
    });
    expect(story.moves()).toEqual(['api bring-up', 'api take-back']);
    expect(await story.standing()).toMatchObject({ fresh: null, state: 'steady' });
  });

  test('what the cluster calls stalled is not waited for', async () => {
    const story = createRolloutStory();
    story.cluster.fate(story.image(), { trouble: 'CrashLoopBackOff: exit code 1', restarts: 4 });
    const id = await story.begun();
    await story.goesOn(30 * second);
    story.cluster.expire();
    await story.durable.advance(10 * second);
    await story.goesOn(10 * second);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: 'api: CrashLoopBackOff: exit code 1. api is back on the version before.',
    });
  });

  test('a smoke test that fails as often as the catalog says ends it', async () => {
    const story = createRolloutStory();
    story.health.all('It answered 503; 200 is right.');
    const id = await story.begun();
    await story.goesOn(2 * minute);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: 'api has failed its check "alive" 3 times in a row: It answered 503; 200 is right. api is back on the version before.',
    });
    expect(story.health.asked).toEqual(Array.from({ length: 3 }, () => 'https://api.example.com/health'));
    expect(story.moves()).toEqual(['api bring-up', 'api take-back']);
  });

  test('one that is right at the last try counts', async () => {
    const story = createRolloutStory();
    let asked = 0;
    story.health.answer('https://api.example.com/health', () =>
      ++asked < 3 ? { ok: false, took: 1, says: 'It answered 503.' } : { ok: true, took: 1 },
    );
    const id = await story.begun();
    await story.goesOn(2 * minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', weight: 10 });
  });

  test('where a rule of RBAC is missing nothing has moved, and the rule is named', async () => {
    const story = createRolloutStory();
    story.cluster.fail(new Fault('denied', 'The cluster production denies it: deployments.apps is forbidden: patch.'));
    const id = await story.begun();
    expect(await story.read(id)).toMatchObject({
      state: 'failed',
      note: 'api: The cluster production denies it: deployments.apps is forbidden: patch. Nothing was moved in the cluster.',
    });
    expect(story.moves()).toEqual([]);
  });
});

describe('who steers', () => {
  test('promotes early with the role, not without; a second press and one after the end are told so', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    await story.goesOn(2 * minute);
    await story.presses('dev', id, 'promote');
    expect(story.said('dev')).toContain('You may not promote this rollout');
    expect(await story.rollout(id)).toMatchObject({ step: 'watch' });
    const seen = await story.rollout(id);
    await story.presses('lead', id, 'promote', seen);
    expect(await story.rollout(id)).toMatchObject({ step: 'promote' });
    await story.presses('lead2', id, 'promote', seen);
    expect(story.said('lead2')).toEqual(['There is nothing to promote just now']);
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
    expect(await story.presses('lead2', id, 'promote', seen)).toBe(false);
    const promoted = story.audit.entries.find(({ action }) => action === 'rollout.promoted');
    expect(promoted).toMatchObject({ actor: { name: 'lead' }, details: { weight: 10 } });
    expect(story.actions(id)).toContain('rollout.press-refused');
  });

  test('a press about a phase that is over moves nothing', async () => {
    const phases = [5, 25, 50].map((weight) => ({ weight, watch: 10 * minute }));
    const story = createRolloutStory({ strategy: canary(['api'], { phases }) });
    const id = await story.begun();
    await story.goesOn(2 * minute);
    const seen = await story.rollout(id);
    expect(story.buttons(id)).toContain('Promote to 25 %');
    await story.presses('lead', id, 'promote', seen);
    await story.goesOn(minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', at: 1, weight: 25 });
    await story.presses('lead', id, 'promote', seen);
    expect(story.said('lead')).toEqual(['That phase is over']);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', at: 1, weight: 25 });
  });

  test('holds it: nothing is promoted before it is resumed, and what was left of the phase is kept', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    await story.goesOn(10 * minute);
    await story.presses('lead', id, 'hold');
    expect(await story.rollout(id)).toMatchObject({ held: { by: { name: 'lead' } }, phaseUntil: null });
    expect(story.buttons(id)).toEqual(['Promote', 'Resume', 'Extend by 15 min', 'Abort']);
    await story.presses('lead2', id, 'hold');
    expect(story.said('lead2')).toEqual(['It is held already']);
    await story.goesOn(30 * minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', weight: 10 });
    await story.presses('lead', id, 'resume');
    await story.goesOn(4 * minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch' });
    await story.goesOn(2 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  });

  test('a hold keeps no failing version alive', async () => {
    const story = createRolloutStory();
    story.measure('errors', (at) => (at > 12 * minute ? 9 : 0.1));
    const id = await story.begun();
    await story.goesOn(10 * minute);
    await story.presses('lead', id, 'hold');
    await story.goesOn(6 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
  });

  test('extends the phase by once more its length', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    await story.goesOn(2 * minute);
    await story.presses('lead', id, 'extend');
    await story.goesOn(20 * minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch' });
    await story.goesOn(11 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  });

  test('aborts, and so does whoever cancels: it is taken back, and a later press is told', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    await story.goesOn(2 * minute);
    await story.presses('lead', id, 'abort');
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: 'Aborted by lead. api is back on the version before.',
      rollout: { takenBack: { by: { name: 'lead' } } },
    });
    expect(await story.standing()).toMatchObject({ fresh: null, weight: 0 });
    expect(await story.presses('lead', id, 'promote')).toBe(false);

    const told = createRolloutStory();
    const third = await told.begun();
    await told.goesOn(2 * minute);
    await told.presses('lead', third, 'abort', {}, 'the order book is empty');
    await told.goesOn(minute);
    expect(await told.read(third)).toMatchObject({
      note: 'Aborted by lead: the order book is empty. api is back on the version before.',
      rollout: { takenBack: { why: 'Aborted by lead: the order book is empty' } },
    });
    const taken = told.audit.entries.find(({ action }) => action === 'rollout.taken-back');
    expect(taken).toMatchObject({ subject: third, details: { why: 'Aborted by lead: the order book is empty' } });

    const other = createRolloutStory();
    const second = await other.begun();
    await other.goesOn(2 * minute);
    await other.cancels('dev', second);
    await other.goesOn(minute);
    expect(await other.read(second)).toMatchObject({
      state: 'rolled-back',
      note: expect.stringContaining('Cancelled by dev.'),
    });
    expect(other.actions(second)).toContain('deployment.cancel-requested');
  });

  test('while Slack cannot say who holds the role, nobody does', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    await story.goesOn(2 * minute);
    story.slackIsAway(true);
    await story.presses('lead', id, 'promote');
    expect(await story.rollout(id)).toMatchObject({ step: 'watch' });
    story.slackIsAway(false);
    await story.presses('lead', id, 'promote');
    expect(await story.rollout(id)).toMatchObject({ step: 'promote' });
  });
});

describe('what a person has to decide', () => {
  test('a missed goal is asked about; whoever may answers, and it goes on', async () => {
    const story = createRolloutStory();
    story.measure('p95', (at) => (at > 3 * minute ? 1_400 : 240));
    const id = await story.begun();
    await story.goesOn(6 * minute);
    expect(await story.rollout(id)).toMatchObject({
      question: {
        round: 1,
        about: 'judgement',
        why: 'A goal is missed: p95: 1400 ms is beyond 1000 ms, 3 times in a row.',
      },
      phaseUntil: null,
    });
    expect(story.buttons(id)).toEqual(['Promote', 'Extend by 15 min', 'Abort']);
    const asked = story.thread(id).filter(({ kind }) => kind === 'rollout-question');
    expect(asked).toMatchObject([
      { roles: ['release-managers'], mention: [story.who('lead').slackId, story.who('lead2').slackId] },
    ]);
    await story.goesOn(20 * minute);
    expect(story.thread(id).filter(({ kind }) => kind === 'rollout-question')).toHaveLength(1);
    const { slackId } = story.who('lead');
    await story.ports.mutes.mute(slackId, { what: 'reminders', until: null });
    await story.goesOn(60 * minute);
    expect(story.thread(id).filter(({ kind }) => kind === 'rollout-question')).toMatchObject([
      {},
      { waitsFor: 30 * minute, roles: ['release-managers'], mention: [story.who('lead2').slackId] },
    ]);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', question: { round: 1 } });
    await story.presses('lead', id, 'promote');
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  });

  test('a metric of which nothing is seen is asked about, and no longer when it is seen again', async () => {
    const story = createRolloutStory();
    story.measure('errors', (at) => (at > 3 * minute && at < 9 * minute ? Number.NaN : 0.2));
    const id = await story.begun();
    await story.goesOn(8 * minute);
    expect(await story.rollout(id)).toMatchObject({
      question: { about: 'judgement', why: expect.stringContaining('Nothing can be seen of it') },
    });
    await story.goesOn(3 * minute);
    expect(await story.rollout(id)).toMatchObject({ question: null, step: 'watch' });
    await story.goesOn(12 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  });

  test('a limit that is just being broken at the end is waited for, and then decides', async () => {
    const story = createRolloutStory();
    story.measure('errors', (at) => (at >= 15 * minute ? 8 : 0.2));
    const id = await story.begun();
    await story.goesOn(15 * minute + 20 * second);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', judgement: { reason: 'limit-being-broken' } });
    await story.goesOn(2 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
  });

  test('a press that has not seen the question answers nothing', async () => {
    const story = createRolloutStory();
    story.measure('p95', (at) => (at > 3 * minute ? 1_400 : 240));
    const id = await story.begun();
    await story.goesOn(2 * minute);
    const seen = await story.rollout(id);
    await story.goesOn(4 * minute);
    await story.presses('lead', id, 'promote', seen);
    expect(story.said('lead')).toEqual(['A question has come up meanwhile']);
    expect(await story.rollout(id)).toMatchObject({ question: { round: 1 } });
  });
});

describe('a cluster that does not answer', () => {
  const away = new Fault('unavailable', 'The cluster production cannot be reached.');

  test('is said, waited for and asked about; when it is back it goes on', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    await story.goesOn(3 * minute);
    story.cluster.fail(away);
    await story.durable.advance(minute);
    expect((await story.read(id)).note).toContain('The cluster production cannot be reached.');
    await story.durable.advance(4 * minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', question: { about: 'away' } });
    story.cluster.fail(null);
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({ note: null, rollout: { question: null } });
    await story.goesOn(16 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  });

  test('is asked until it is back before anything is said to be taken back', async () => {
    const story = createRolloutStory();
    const id = await story.begun();
    await story.goesOn(3 * minute);
    story.cluster.fail(away);
    await story.presses('lead', id, 'abort');
    await story.durable.advance(minute);
    expect(await story.read(id)).toMatchObject({
      state: 'rolling-out',
      note: expect.stringContaining('api cannot be taken back'),
    });
    await story.presses('lead2', id, 'abort');
    expect(story.said('lead2')).toEqual(['It is being taken back already']);
    await story.durable.advance(5 * minute);
    expect(await story.rollout(id)).toMatchObject({ question: { about: 'taking-back' } });
    story.cluster.fail(null);
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: 'Aborted by lead. api is back on the version before.',
    });
    expect(await story.standing()).toMatchObject({ fresh: null, weight: 0 });
  });
});

test('what nobody foresaw ends it where people see it, and says how the cluster is left', async () => {
  const story = createRolloutStory();
  const id = await story.begun();
  await story.goesOn(3 * minute);
  story.health.all(null);
  story.cluster.read = async () => {
    throw new Error('a bug');
  };
  await story.goesOn(minute);
  const ended = await story.read(id);
  expect(ended.state).toBe('failed');
  expect(ended.note).toContain('In the cluster 10 % of the traffic of api goes to the new version');
  expect(story.actions(id)).toContain('deployment.fault');
});

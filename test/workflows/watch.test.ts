import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import { beginWatch, watchWorkflow, watchWorkflowId } from '../../src/workflows/watch-message.ts';
import { deployment } from '../builders.ts';
import { asBefore, createWatchStory, every, trigger, watchRule } from './watch-story.ts';

const from = 0;
const checks = [
  {
    name: 'login',
    kind: 'http' as const,
    url: 'https://{{service}}.example/health',
    status: [200],
    contains: null,
    within: 2_000,
    attempts: 1,
    pause: 1_000,
  },
];

describe('a watch', () => {
  test('that passes verifies the release, in its own message', async () => {
    const story = createWatchStory();
    story.measures('develop', [from, 0.02]);
    const id = await story.deployed();
    expect((await story.read(id)).state).toBe('succeeded');
    expect(await story.watch(id)).toMatchObject({ state: 'watching', judgement: null });
    expect(await story.verified()).toEqual([false]);

    await story.durable.advance(5 * minute);
    expect(await story.watch(id)).toMatchObject({
      state: 'watching',
      judgement: { decision: 'wait', metrics: [{ metric: 'errors', verdict: 'pass', told: { value: 0.02 } }] },
    });
    expect(story.card(id).deployment.watch?.state).toBe('watching');
    expect(await story.verified()).toEqual([false]);

    await story.durable.advance(10 * minute);
    expect(await story.watch(id)).toMatchObject({ state: 'passed', endedAt: story.clock.now(), question: null });
    expect(await story.verified()).toEqual([true]);
    expect(await story.deployments.verified('staging', ['api'], 5)).toMatchObject([{ deploymentId: id }]);
    expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended', 'watch-ended']);
    expect(story.actions(id).slice(-3)).toEqual(['deployment.ended', 'watch.begun', 'watch.passed']);
    expect(story.rollbacks).toEqual([]);
  });

  test('asks once for each interval, at instants that all share', async () => {
    const story = createWatchStory();
    story.measures('develop', [from, 0.02]);
    await story.deployed();
    await story.durable.advance(10 * minute);
    expect(story.metrics.asked).toHaveLength(20);
    expect(story.metrics.asked.every(({ span }) => span.to % every === 0)).toBe(true);
  });

  test('with a trigger takes the release back, says so with what made it decide, and calls somebody', async () => {
    const story = createWatchStory();
    await story.verifiedBefore();
    const bad = story.clock.now() + 6 * minute;
    story.measures('develop', [from, 0.02], [bad, 8]);
    const id = await story.deployed();
    await story.durable.advance(6 * minute);
    expect(story.rollbacks).toEqual([]);
    await story.durable.advance(minute);
    expect(story.rollbacks).toMatchObject([
      {
        by: 'quarterdeck',
        of: id,
        environment: 'staging',
        target: 'api',
        why: 'Errors: 8 % is beyond 5 %, 3 times in a row.',
        origin: null,
        dryRun: false,
      },
    ]);
    const watch = await story.watch(id);
    expect(watch).toMatchObject({ state: 'failed', rollback: (story.rollbacks[0] as { id: string }).id });
    expect(watch.judgement?.because).toEqual(['errors']);
    // The third of three was at bad + 1 min.
    expect((watch.endedAt ?? 0) - (bad + minute)).toBeLessThanOrEqual(every);
    expect(await story.verified()).toEqual([false]);
    expect(story.thread(id).slice(-2)).toMatchObject([
      { kind: 'watch-ended', deployment: { watch: { state: 'failed' } } },
      {
        kind: 'rollout-picture',
        about: 'taken-back',
        picture: { of: 'watch', panels: [{ metric: 'errors', unit: '%' }] },
      },
    ]);
    expect(story.pages.incidents()).toMatchObject([
      { mark: id, severity: 'critical', open: true, source: 'staging/api', details: { deployment: id } },
    ]);
    expect(story.actions(id).at(-1)).toBe('watch.failed');
  });

  test('where nothing says how to roll back says so, and calls somebody all the same', async () => {
    const story = createWatchStory({}, { rollback: null });
    story.measures('develop', [from, 8]);
    const id = await story.deployed();
    await story.durable.advance(5 * minute);
    expect(story.rollbacks).toEqual([]);
    expect(await story.watch(id)).toMatchObject({ state: 'failed', rollback: null });
    expect(story.pages.incidents()).toHaveLength(1);
  });

  test('by health checks alone: six in a row take it back, five do not', async () => {
    const rules = watchRule().analysis;
    const story = createWatchStory({ health: checks, healthFailures: 6, analysis: { ...rules, rules: [] } });
    story.health.all(null);
    const id = await story.deployed();
    await story.durable.advance(2 * minute);
    story.health.all('It answered 503.');
    await story.durable.advance(5 * every);
    expect(await story.watch(id)).toMatchObject({ state: 'watching', health: { failures: 5 } });
    expect(story.rollbacks).toEqual([]);
    story.health.all(null);
    await story.durable.advance(every);
    expect(await story.watch(id)).toMatchObject({ health: { failures: 0, says: null } });
    story.health.all('It answered 503.');
    await story.durable.advance(6 * every);
    expect(story.rollbacks).toMatchObject([
      { why: 'api fails its check "login": It answered 503 (6 times in a row).' },
    ]);
    expect(story.health.asked.at(-1)).toBe('https://api.example/health');
  });

  test('compares with what ran before: the snapshot is taken before the dispatch', async () => {
    const rules = { ...watchRule().analysis, rules: [trigger, asBefore] };
    const story = createWatchStory({ analysis: rules, baseline: 30 * minute });
    // What GitHub says runs there.
    story.measures('develop', [from, 1]);
    const id = await story.ask('dev');
    expect((await story.read(id)).baseline).toEqual({ takenAt: expect.any(Number), values: { errors: 1 } });
    story.measures('develop', [from, 3]);
    await story.completes(id, 'success');
    await story.durable.advance(5 * minute);
    expect(await story.watch(id)).toMatchObject({
      question: { about: ['errors'] },
      judgement: { metrics: [{ told: { reason: 'unlike-before', compared: 1, value: 3 } }] },
    });
  });
});

describe('what nobody can tell', () => {
  async function asked() {
    const story = createWatchStory();
    story.measures('develop', [from, 1]);
    const id = await story.deployed();
    await story.durable.advance(5 * minute);
    return { story, id };
  }

  test('a person is asked, once, in the message and in its thread', async () => {
    const { story, id } = await asked();
    expect(await story.watch(id)).toMatchObject({ state: 'watching', question: { round: 1, about: ['errors'] } });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual([
      'keep-release',
      'take-back-release',
      'deploy-again',
    ]);
    const questions = story.thread(id).filter(({ kind }) => kind === 'watch-question');
    expect(questions).toMatchObject([
      {
        roles: ['release-managers'],
        mention: [story.who('dev').slackId, story.who('lead').slackId, story.who('lead2').slackId],
      },
    ]);
    expect(await story.verified()).toEqual([false]);
  });

  test('who keeps it answers for what was asked, and it goes on; it passes by their word', async () => {
    const { story, id } = await asked();
    expect(await story.answers('lead', id, 'keep')).toBe(true);
    expect(await story.watch(id)).toMatchObject({
      state: 'watching',
      question: null,
      kept: [{ by: { name: 'lead' }, about: ['errors'] }],
    });
    await story.durable.advance(10 * minute);
    expect(await story.watch(id)).toMatchObject({ state: 'passed' });
    expect(await story.verified()).toEqual([true]);
    expect(story.thread(id).filter(({ kind }) => kind === 'watch-question')).toHaveLength(1);
  });

  test('who rolls it back is named in what takes it back, and nobody is called', async () => {
    const { story, id } = await asked();
    await story.answers('lead', id, 'roll-back');
    expect(story.rollbacks).toMatchObject([
      { by: { name: 'lead' }, of: id, why: 'A goal is missed: errors: 1 % is beyond 0.1 %, 3 times in a row.' },
    ]);
    expect(await story.watch(id)).toMatchObject({ state: 'failed' });
    expect(story.pages.incidents()).toEqual([]);
    expect(story.actions(id).slice(-2)).toEqual(['watch.answered', 'watch.failed']);
  });

  test('whoever may not decide is told who may, and a late press that it is settled', async () => {
    const { story, id } = await asked();
    await story.answers('dev', id, 'keep');
    expect(story.told('dev').at(-1)).toMatchObject({ title: 'You may not decide this' });
    expect(await story.watch(id)).toMatchObject({ question: { round: 1 } });
    expect(story.actions(id).at(-1)).toBe('watch.answer-refused');
    await story.answers('lead', id, 'keep');
    await story.answers('lead2', id, 'roll-back');
    expect(story.told('lead2').at(-1)).toMatchObject({ title: 'That question is settled' });
    expect(story.rollbacks).toEqual([]);
    await story.durable.advance(15 * minute);
    expect(await story.answers('lead', id, 'keep', 2)).toBe(false);
  });

  test('a trigger still takes back what a person has kept', async () => {
    const story = createWatchStory();
    const bad = story.clock.now() + 10 * minute;
    story.measures('develop', [from, 1], [bad, 9]);
    const id = await story.deployed();
    await story.durable.advance(5 * minute);
    await story.answers('lead', id, 'keep');
    await story.durable.advance(8 * minute);
    expect(story.rollbacks).toHaveLength(1);
    expect(await story.watch(id)).toMatchObject({ state: 'failed' });
  });

  test('when the time is over it waits for them, and is never healthy by itself', async () => {
    const { story, id } = await asked();
    await story.durable.advance(60 * minute);
    expect(await story.watch(id)).toMatchObject({ state: 'inconclusive', question: { round: 1 } });
    expect(await story.verified()).toEqual([false]);
    await story.answers('lead', id, 'keep');
    expect(await story.watch(id)).toMatchObject({ state: 'passed' });
    expect(await story.verified()).toEqual([true]);
  });

  test('whoever has muted mentions is not mentioned', async () => {
    const story = createWatchStory();
    story.measures('develop', [from, 1]);
    const { slackId } = story.who('lead');
    await story.ports.mutes.mute(slackId, { what: 'all', until: story.clock.now() + 60 * minute });
    const id = await story.deployed();
    await story.durable.advance(5 * minute);
    const [question] = story.thread(id).filter(({ kind }) => kind === 'watch-question');
    expect(question).toMatchObject({ mention: [story.who('dev').slackId, story.who('lead2').slackId] });
  });

  test('who keeps one thing when the time is over answers for nothing else', async () => {
    const story = createWatchStory({ health: checks });
    story.measures('develop', [from, 1]);
    story.health.all('It answered 503.');
    const id = await story.deployed();
    await story.durable.advance(20 * minute);
    expect(await story.watch(id)).toMatchObject({ state: 'inconclusive', question: { about: ['errors'], round: 1 } });
    await story.answers('lead', id, 'keep');
    expect(await story.watch(id)).toMatchObject({ state: 'inconclusive', question: { about: ['health'], round: 2 } });
    expect(await story.verified()).toEqual([false]);
    await story.answers('lead', id, 'keep', 2);
    await story.durable.advance(every);
    expect(await story.watch(id)).toMatchObject({ state: 'passed' });
  });

  test.each<[string, (story: ReturnType<typeof createWatchStory>) => void, string]>([
    [
      'a source that is away',
      (story) => story.metrics.fail(new Fault('unavailable', 'Prometheus cannot be reached.')),
      'Prometheus cannot be reached.',
    ],
    ['no source at all', (story) => Object.assign(story.ports, { metrics: null }), 'No source of metrics is set up.'],
  ])('%s asks a person, with the reason', async (_, happens, trouble) => {
    const story = createWatchStory();
    const id = await story.deployed();
    happens(story);
    await story.durable.advance(4 * minute);
    expect(await story.watch(id)).toMatchObject({ question: { about: ['errors'] }, troubles: [trouble] });
  });

  test('what can be seen again settles its question by itself', async () => {
    const story = createWatchStory();
    const id = await story.deployed();
    const back = story.clock.now() + 4 * minute;
    await story.durable.advance(4 * minute);
    expect(await story.watch(id)).toMatchObject({ question: { about: ['errors'] } });
    story.measures('develop', [back - 4 * minute, 0.02]);
    await story.durable.advance(minute);
    expect(await story.watch(id)).toMatchObject({ question: null, state: 'watching' });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['deploy-again', 'roll-back']);
    await story.durable.advance(11 * minute);
    expect(await story.watch(id)).toMatchObject({ state: 'passed' });
  });

  test('whoever cannot be called is said in the thread, and holds nothing up', async () => {
    const story = createWatchStory();
    story.measures('develop', [from, 9]);
    story.pages.fail(new Fault('denied', 'PagerDuty does not let us in (401).'));
    const id = await story.deployed();
    await story.durable.advance(5 * minute);
    expect(story.rollbacks).toHaveLength(1);
    expect(story.thread(id).at(-1)).toMatchObject({
      title: 'Nobody could be called',
      lines: ['PagerDuty does not let us in (401).'],
    });
  });
});

test('who wants to go on to production meanwhile is told until when it is looked at', async () => {
  const story = createWatchStory();
  story.measures('develop', [from, 0.02]);
  await story.deployed();
  await story.durable.advance(5 * minute);
  await story.ask('lead', { environment: 'production', ref: 'develop' });
  const [refusal] = story.told('lead');
  const blocks = refusal?.kind === 'refusal' ? refusal.verdicts.filter(({ gate }) => gate === 'after') : [];
  expect(blocks).toMatchObject([{ reason: 'still-watched', when: expect.any(Number) }]);
  await story.durable.advance(10 * minute);
  await story.ask('lead', { environment: 'production', ref: 'develop' });
  expect(story.told('lead').at(-1)).toMatchObject({ kind: 'started' });
});

describe('something else goes out', () => {
  test('a new deployment ends the watch of the one before, which is never verified', async () => {
    const story = createWatchStory();
    story.measures('develop', [from, 0.02]);
    const first = await story.deployed();
    await story.durable.advance(5 * minute);
    const second = await story.ask('dev');
    expect(await story.watch(first)).toMatchObject({ state: 'superseded', why: expect.stringContaining(second) });
    await story.completes(second, 'success');
    await story.durable.advance(15 * minute);
    expect(await story.watch(second)).toMatchObject({ state: 'passed' });
    expect(await story.deployments.verified('staging', ['api'], 5)).toMatchObject([{ deploymentId: second }]);
    expect(story.card(first).deployment.watch?.state).toBe('superseded');
  });

  test('also when nobody told of it: what runs there is looked at', async () => {
    const story = createWatchStory();
    story.measures('develop', [from, 9]);
    const id = await story.deployed();
    const [entry] = await story.deployments.running({ environment: 'staging' });
    if (entry)
      await story.deployments.setRunning([
        { ...entry, since: story.clock.now() + 1, deploymentId: 'd-bbbbbbbbbb', ref: 'hotfix' },
      ]);
    await story.durable.advance(5 * minute);
    expect(await story.watch(id)).toMatchObject({ state: 'superseded', why: 'hotfix by dev went out.' });
    expect(story.rollbacks).toEqual([]);
  });
});

test('without a watch a release is verified when its run has succeeded', async () => {
  const story = createWatchStory({}, { watch: null });
  const id = await story.deployed();
  expect(await story.verified()).toEqual([true]);
  expect((await story.read(id)).watch).toBeUndefined();
  expect(story.actions(id)).not.toContain('watch.begun');
});

test('a rollback that is watched is not rolled back: a person is asked, and called; healthy, it ends the incident', async () => {
  const story = createWatchStory();
  const now = story.clock.now();
  await story.ports.pages?.trigger({
    ...{
      mark: 'd-bad',
      severity: 'critical',
      summary: 'Taken back',
      source: 'staging/api',
      at: now,
      details: {},
      links: [],
    },
  });
  const bad = { id: 'd-bad', services: ['api'], state: 'rolled-back' as const, requestedAt: now - minute };
  await story.deployments.save(deployment(bad));
  const back = { of: 'd-bad', bad: null, why: 'errors', by: 'quarterdeck' as const, migrations: false, due: now };
  const begun = (id: string) => {
    const made = deployment({ id, services: ['api'], target: 'api', state: 'succeeded', endedAt: now, rollback: back });
    return beginWatch({ now: async () => now }, made, { watch: watchRule() }).then(async () => {
      await story.deployments.save(made);
      await story.durable.start(watchWorkflow, watchWorkflowId(id), { deploymentId: id });
      await story.durable.runUntilIdle();
    });
  };
  story.measures('develop', [from, 9]);
  await begun('d-backaaaaaa');
  await story.durable.advance(5 * minute);
  expect(story.rollbacks).toEqual([]);
  expect(await story.watch('d-backaaaaaa')).toMatchObject({ state: 'watching', question: { about: ['errors'] } });
  expect(story.pages.incidents().map(({ mark, open }) => [mark, open])).toEqual([
    ['d-bad', true],
    ['d-backaaaaaa', true],
  ]);
  await story.answers('lead', 'd-backaaaaaa', 'roll-back');
  expect(story.rollbacks).toMatchObject([{ of: 'd-backaaaaaa', by: { name: 'lead' } }]);

  story.measures('develop', [from, 0.01]);
  await begun('d-backbbbbbb');
  await story.durable.advance(20 * minute);
  expect(await story.watch('d-backbbbbbb')).toMatchObject({ state: 'passed' });
  expect(story.pages.incidents().map(({ mark, open }) => [mark, open])).toEqual([
    ['d-bad', false],
    ['d-backaaaaaa', false],
  ]);
});

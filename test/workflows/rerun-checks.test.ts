import { describe, expect, test } from 'vitest';
import type { CheckRun } from '../../src/model/commit.ts';
import { Fault } from '../../src/model/fault.ts';
import { hour, minute } from '../../src/model/time.ts';
import { catalog, checkRun, environment, gates, pipeline, pullRequest } from '../builders.ts';
import { createStory, repository } from './story.ts';

const checksRule = { required: ['lint', 'test'], ignored: [], all: false };

/** Staging waits for two checks of develop; one of them is red. */
function redStory() {
  const staging = environment({ gates: gates({ checks: checksRule }) });
  const production = environment({
    name: 'production',
    gates: gates({
      after: { environment: 'staging', same: 'sha' },
      review: { approvals: 2, staleApprovals: 'ignore' },
    }),
  });
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [staging, production] })] }) });
  const { runId } = story.runs.startElsewhere(repository, { file: 'ci.yml', headSha: story.tip });
  story.runs.complete(repository, runId, 'failure');
  const set = (lint: Partial<CheckRun>) =>
    story.source.setChecks(repository, story.tip, [checkRun('lint', { runId, ...lint }), checkRun('test')]);
  set({ conclusion: 'failure', url: 'https://github.com/acme/trading-engine/runs/1' });
  const press = async (handle: string, again = true) => {
    const at = story.told(handle).length;
    await story.start.checks({
      id: `press-${handle}-${at}`,
      by: story.who(handle),
      channel: 'C0DEPLOYS',
      responseUrl: null,
      again,
      environment: 'staging',
      target: 'default',
      ref: 'develop',
      reason: null,
      inputs: {},
      sha: story.tip,
    });
    await story.durable.runUntilIdle();
    return story.told(handle).slice(at);
  };
  const requested = () => story.audit.entries.filter(({ action }) => action === 'checks.rerun-requested');
  return { story, runId, set, press, requested };
}

describe('the red checks', () => {
  test('are offered to be run again, to who may deploy there, beside a link to each', async () => {
    const { story } = redStory();
    await story.ask('dev');
    expect(story.told('dev').at(-1)).toMatchObject({
      kind: 'refusal',
      buttons: [{ kind: 'rerun-checks' }],
      links: [{ label: 'Open lint', url: 'https://github.com/acme/trading-engine/runs/1' }],
    });
    story.roles.dev2 = [];
    await story.ask('dev2');
    expect(story.told('dev2').at(-1)).toMatchObject({ kind: 'refusal', buttons: [] });
  });

  test('run again, are audited and watched; green, the deploy is one press away', async () => {
    const { story, runId, set, press, requested } = redStory();
    expect(await press('dev')).toMatchObject([{ title: expect.stringMatching(/^GitHub runs lint of \w{7} again$/) }]);
    expect(await story.runs.get(repository, runId)).toMatchObject({ attempt: 2, conclusion: null });
    expect(requested()).toMatchObject([{ subject: 'staging', actor: { name: 'dev' }, details: { checks: ['lint'] } }]);
    // GitHub still shows the old result for a moment: the run decides.
    await story.durable.advance(minute);
    expect(story.told('dev')).toHaveLength(1);
    story.runs.complete(repository, runId, 'success');
    set({});
    await story.durable.advance(minute);
    expect(story.told('dev').at(-1)).toMatchObject({
      title: expect.stringMatching(/^The checks of \w{7} are green$/),
      buttons: [{ kind: 'schedule', label: 'Deploy' }],
    });
  });

  test('that fail again are named', async () => {
    const { story, runId, press } = redStory();
    await press('dev');
    story.runs.complete(repository, runId, 'failure');
    story.source.fail('checks', new Fault('unavailable', 'GitHub answers 502.'));
    await story.durable.advance(minute);
    expect(story.told('dev').at(-1)).toMatchObject({ tone: 'error', title: 'Still red: lint' });
  });

  test('are not watched for ever', async () => {
    const { story, press } = redStory();
    await press('dev');
    await story.durable.advance(3 * hour);
    expect(story.told('dev').at(-1)).toMatchObject({ title: expect.stringContaining('have not ended') });
    expect(story.told('dev')).toHaveLength(2);
  });

  test('of a run that deploys are never started so, nor those that no run of Actions made', async () => {
    const { story, set, press, requested } = redStory();
    const { runId } = story.runs.startElsewhere(repository, { file: 'deploy.yml', headSha: story.tip });
    story.runs.complete(repository, runId, 'failure');
    set({ conclusion: 'failure', runId });
    expect(await press('dev')).toMatchObject([
      {
        title: 'No check could be run again',
        lines: ['lint: not run again, for deploy.yml deploys, and is started by a deploy alone.'],
      },
    ]);
    const failed = [checkRun('lint', { conclusion: 'failure' }), checkRun('test')];
    story.source.setChecks(repository, story.tip, failed);
    expect(await press('dev')).toMatchObject([{ lines: [expect.stringContaining('lint: no job of GitHub Actions')] }]);
    expect(story.runs.calls.some(({ method }) => method === 'rerunFailed')).toBe(false);
    expect(requested()).toEqual([]);
  });

  test.each([
    ['whoever may not deploy there', 'sec', {}, 'You may not run these checks again'],
    ['what is green by now', 'dev', { conclusion: 'success' }, 'No check is red any more'],
  ])('are left alone: %s', async (_, handle, lint, title) => {
    const { story, set, press } = redStory();
    if ('conclusion' in lint) set(lint);
    expect(await press(handle)).toMatchObject([{ title }]);
    expect(story.runs.calls.some(({ method }) => method === 'rerunFailed')).toBe(false);
  });

  test('when GitHub refuses, it is said why', async () => {
    const { story, press } = redStory();
    story.runs.fail('rerunFailed', new Fault('denied', 'GitHub wants "Actions: write".'));
    expect(await press('dev')).toMatchObject([
      { title: 'No check could be run again', lines: [expect.stringContaining('Actions: write')] },
    ]);
  });
});

test('checks that have not ended can be watched without being run again', async () => {
  const { story, set, press } = redStory();
  set({ status: 'in_progress', conclusion: null });
  await story.ask('dev');
  expect(story.told('dev').at(-1)).toMatchObject({ kind: 'refusal', buttons: [{ kind: 'watch-checks' }] });
  expect(await press('dev', false)).toMatchObject([{ title: 'The checks are watched' }]);
  set({});
  await story.durable.advance(minute);
  expect(story.told('dev').at(-1)).toMatchObject({ tone: 'success', buttons: [{ label: 'Deploy' }] });
  expect(story.runs.calls.some(({ method }) => method === 'rerunFailed')).toBe(false);
});

test('what staging has not had yet can be deployed there at once, and a pull request that lacks approvals be opened', async () => {
  const { story } = redStory();
  const url = 'https://github.com/x/pull/412';
  const pull = pullRequest({ mergedAs: story.tip, url, requested: ['luis-lead', 'sam-sre'] });
  story.source.setPullRequest(repository, pull, [story.tip]);
  await story.ask('dev', { environment: 'production' });
  const refused = story.told('dev').at(-1);
  expect(refused).toMatchObject({
    kind: 'refusal',
    buttons: [
      { kind: 'schedule', label: 'Deploy it to staging' },
      { kind: 'ask-reviewers', label: 'Ask luis-lead and sam-sre for a review' },
    ],
    links: [{ label: 'Open pull request #412' }],
  });
  const id = refused?.kind === 'refusal' ? (refused.buttons[0]?.id ?? '') : '';
  expect(await story.ports.buttons.find(id)).toMatchObject({ environment: 'staging', ref: story.tip, at: null });
});

import type { KnownBlock, PlanBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../src/model/deployment.ts';
import { hour, minute, second } from '../../src/model/time.ts';
import type { ViewContext } from '../../src/views/blocks.ts';
import { renderNotice } from '../../src/views/render.ts';
import { stagesOf } from '../../src/views/stages.ts';
import { approval, approvalRule, deployment, job, now, person, run, step, verdict, vote } from '../builders.ts';
import { buttons } from './notices.ts';

const usual: ViewContext = { plain: false, permalink: null };

function card(changes: Partial<Deployment>, at = now, context = usual) {
  const whole = deployment({ target: 'default', environment: 'production', ...changes });
  return renderNotice(
    { kind: 'deployment', deployment: whole, buttons: buttons(), approvers: ['release-managers'], now: at },
    context,
  );
}

function words(blocks: readonly KnownBlock[]): string {
  return JSON.stringify(blocks);
}

function planOf(blocks: readonly KnownBlock[]): PlanBlock | undefined {
  return blocks.find((block): block is PlanBlock => block.type === 'plan');
}

const jobs = [
  job('build (api)', { id: 1 }),
  job('build (worker)', {
    id: 2,
    status: 'in_progress',
    conclusion: null,
    completedAt: null,
    steps: [step(3, 'Push image', { status: 'in_progress', conclusion: null })],
  }),
  job('deploy', { id: 3, status: 'queued', conclusion: null, startedAt: null, completedAt: null }),
];

describe('the deployment card', () => {
  test('says what goes where, from which commit to which, who asked and why', () => {
    const { blocks, text } = card({ reason: 'fix the order book' });
    expect(blocks[0]).toMatchObject({ type: 'header', text: { text: 'Deploy trading-engine/default → production' } });
    expect(words(blocks)).toContain('`4565cf0`');
    expect(words(blocks)).toContain('|3 commits>');
    expect(words(blocks)).toContain('fix the order book');
    expect(words(blocks)).toMatch(/UTC> \(2 h old when it was asked for\)/);
    expect(words(blocks)).toContain('Keep the order book in one place');
    expect(text).toMatch(/develop \(4565cf0\) to production: Being checked/);
    expect(text).toContain('Asked by dev');
  });

  test('of a run that came on from another environment says whose it is, and that nobody let it in here', () => {
    const startedElsewhere = {
      event: 'workflow_dispatch',
      servicesKnown: true,
      beside: [],
      skipped: ['A deployment to production needs an approval from release-managers, and nobody was asked.'],
      goesOnFrom: { id: 'd-aaaaaaaaaa', environment: 'staging' },
    };
    const origin = { channel: 'C0DEPLOYS', responseUrl: null, via: 'github' as const };
    const { blocks } = card({ origin, startedElsewhere });
    expect(words(blocks)).toMatch(/the deployment to staging of dev \(dana-dev\), whose run went on/);
    expect(words(blocks)).toContain('its run went on from staging by itself, and would not have been let in here');
    expect(words(blocks)).not.toContain('Run workflow');
    const whole = deployment({ environment: 'production', origin, startedElsewhere });
    const seen = { url: 'https://github.example/r/1', attempt: 1 };
    const told = renderNotice({ kind: 'skipped-rules', deployment: whole, by: person(), run: seen }, usual);
    expect(words(told.blocks)).toContain('where it can be cancelled');
    const over = { ...whole, run: run({ status: 'completed', conclusion: 'success' }) };
    const late = renderNotice({ kind: 'skipped-rules', deployment: over, by: person(), run: seen }, usual);
    expect(words(late.blocks)).toMatch(/It has ended; its message is in #deployments/);
    expect(words(told.blocks)).toContain(
      'It went on by itself from the deployment to staging that dev (dana-dev) asked for',
    );
  });

  test('of a run beside its checks says that these are looked at later, unless GitHub holds it until they have ended', () => {
    const startedElsewhere = { event: 'push', servicesKnown: true, beside: [], skipped: [] };
    const verdicts = [verdict({ gate: 'checks', outcome: 'block', reason: 'check-pending' })];
    const later = 'they are looked at later';
    expect(words(card({ state: 'running', startedElsewhere, verdicts }).blocks)).toContain(later);
    expect(words(card({ state: 'requested', startedElsewhere, verdicts }).blocks)).not.toContain(later);
  });

  test('of a commit alone says its SHA once, as people write it', () => {
    const { blocks, text } = card({ ref: { kind: 'sha', name: deployment().sha } });
    expect(text).toMatch(/default 4565cf0 to production/);
    expect(`${text}${words(blocks)}`).not.toMatch(/(?<![/\w])[0-9a-f]{40}/);
  });

  test('groups the jobs of a matrix into one stage with the step at work', () => {
    const { blocks } = card({ state: 'running', run: run({ jobs }) }, now + 3 * minute);
    const plan = planOf(blocks);
    expect(plan?.title).toBe('Stages: 2 of 4 done');
    const titles = plan?.tasks?.map((task) => task.title);
    expect(titles).toEqual(['Lane', 'Start of the run', 'build (2)', 'deploy']);
    expect(words(blocks)).toContain('1 of 2 done; worker running for 2 min, at: Push image');
  });

  test('names the failed step in words, in the card and in the notification', () => {
    const failed = job('deploy', {
      id: 9,
      conclusion: 'failure',
      startedAt: now + 4 * minute,
      completedAt: now + 5 * minute,
      steps: [step(4, 'Apply migrations', { conclusion: 'failure' })],
    });
    const { blocks, text } = card({
      state: 'failed',
      run: run({ status: 'completed', conclusion: 'failure', jobs: [failed] }),
      endedAt: now + 5 * minute,
      note: 'deploy failed at "Apply migrations".',
    });
    expect(words(blocks)).toContain('*Failed* after 5 min');
    expect(text).toContain('failed in 1 min, at: Apply migrations');
    expect(planOf(blocks)?.tasks?.at(-1)).toMatchObject({ status: 'error' });
  });

  test('says for whom GitHub holds the run, and who answered there', () => {
    const hold = {
      waiting: [
        {
          id: 1,
          name: 'production',
          reviewers: [
            { kind: 'person' as const, name: 'lena-lead' },
            { kind: 'team' as const, name: 'release *managers*' },
          ],
          url: null,
        },
        { id: 2, name: 'eu', reviewers: [], url: null },
      ],
      answers: [
        { environment: 'us', decision: 'approved' as const, how: 'rule' as const, by: 'Quarterdeck', comment: 'x' },
        {
          environment: 'asia',
          decision: 'rejected' as const,
          how: 'page' as const,
          by: 'sam-sre',
          comment: 'not <!here>',
        },
      ],
      reviews: [],
      turnedAway: null,
    };
    const { blocks } = card({ state: 'running', run: run(), hold });
    const text = words(blocks);
    expect(text).toContain(
      'GitHub waits for its own reviewers of *production*: lena-lead or the team release ∗managers∗. <https',
    );
    expect(text).toContain('|Review it on GitHub>');
    expect(text).toContain('GitHub holds the run before *eu*');
    expect(text).toContain("Let into us on GitHub by Quarterdeck's own rule");
    expect(text).toContain('Turned away from asia on GitHub by sam-sre: not &lt;!here&gt;');
    expect(words(card({ state: 'succeeded', run: run(), hold }).blocks)).not.toContain('GitHub waits');
  });

  test('as approval card says how many of how many, who may, until when, what the gates saw', () => {
    const open = approval({ rule: approvalRule({ required: 2 }), votes: [vote('lead')] });
    const { blocks } = card({
      state: 'awaiting-approval',
      approval: open,
      verdicts: [verdict(), verdict({ gate: 'checks', outcome: 'warn', says: 'build is still running.' })],
    });
    const all = words(blocks);
    expect(all).toContain('1 of 2');
    expect(all).toContain('approved by lead (release-managers)');
    expect(all).toContain('not dev, who asked');
    expect(all).toContain(`<!date^${(now + 8 * hour) / second}^`);
    expect(all).toContain('*Checks* warning: build is still running.');
    const labels = blocks
      .flatMap((block) => (block.type === 'actions' ? block.elements : []))
      .map((element) => ('text' in element ? element.text?.text : ''));
    expect(labels).toEqual(['Approve', 'Reject', 'Cancel', 'View changes']);
  });

  test('tells how long it took by the end of its jobs on GitHub, however late the news of it came', () => {
    const over = run({
      status: 'completed',
      conclusion: 'success',
      jobs: [job('build', { completedAt: now + 2 * minute }), job('deploy', { id: 2, completedAt: now + 6 * minute })],
    });
    const changes = { state: 'succeeded' as const, run: over, endedAt: now + 3 * hour, requestedAt: now };
    const attempts = [
      { number: 1, kind: 'dispatch' as const, by: person('dev'), startedAt: now, endedAt: null, runId: over.id },
    ];
    expect(words(card({ ...changes, attempts }, now + 3 * hour).blocks)).toContain('*Succeeded* after 6 min');
    // Waiting for its time is no part of it.
    const late = { endedAt: now + 3 * hour, scheduledFor: now + 2 * hour, run: null };
    expect(words(card({ ...changes, ...late, attempts }, now + 3 * hour).blocks)).toContain('*Succeeded* after 1 h');
    const early = { ...late, state: 'cancelled' as const, endedAt: now + hour };
    expect(words(card({ ...changes, ...early, attempts }, now + hour).blocks)).toContain('*Cancelled* after 1 h');
    const ended = { kind: 'ended' as const, deployment: deployment(changes), mention: [], now: now + 3 * hour };
    expect(words(renderNotice(ended, usual).blocks)).toContain('6 min after it was asked for');
  });

  test('as a copy says the decision until the deployment ends, and then its end', () => {
    const approved = approval({ decision: 'approved', decidedAt: now + hour, votes: [vote('lead')] });
    const copy = (changes: Partial<Deployment>) =>
      words(
        renderNotice(
          {
            kind: 'deployment',
            deployment: deployment({
              environment: 'production',
              channel: 'deployments',
              approval: approved,
              ...changes,
            }),
            buttons: [],
            approvers: [],
            now,
            copy: true,
          },
          usual,
        ).blocks,
      );
    const decided = copy({ state: 'requested' });
    expect(decided).toContain('Approved by lead (release-managers)');
    expect(decided).toContain('How it goes on is told in #deployments');
    expect(decided).not.toMatch(/Being checked|Stages/);
    const over = copy({ state: 'failed', endedAt: now + hour, note: 'deploy failed at "Apply migrations".' });
    expect(over).toMatch(/\*Failed\* after .*Apply migrations.*Approved by lead/);
  });

  test('refused when it was about to start, it says what would help, who can and when', () => {
    const locked = verdict({
      gate: 'lock',
      outcome: 'block',
      reason: 'locked',
      says: 'All of production is locked by lead.',
      unblock: 'lead can release it with /unlock production.',
      who: ['lead'],
      when: now + hour,
    });
    const all = words(card({ state: 'refused', verdicts: [verdict(), locked], note: locked.says }).blocks);
    expect(all).toContain('It was refused when it was about to start');
    expect(all).toContain('*Lock* blocked: All of production is locked by lead.');
    expect(all).toContain('*What would help:* lead can release it with /unlock production.');
    expect(all).toContain('*Who can:* lead');
    expect(all).toContain(`<!date^${(now + hour) / second}^`);
  });

  test('as approval card of a re-run names whoever pressed it beside the requester: neither decides', () => {
    const rerun = { number: 2, kind: 'rerun' as const, by: person('sre'), startedAt: now, endedAt: null, runId: 1 };
    const { blocks } = card({ state: 'awaiting-approval', approval: approval({}), attempts: [rerun] });
    expect(words(blocks)).toContain('not dev and sre, who asked');
  });

  test('keeps saying who decided what after the decision', () => {
    const rejected = approval({
      decision: 'rejected',
      decidedAt: now + hour,
      votes: [vote('lead', { choice: 'reject', reason: 'not before the weekend' })],
    });
    const { blocks } = card({
      state: 'rejected',
      approval: rejected,
      endedAt: now + hour,
      note: 'Rejected by lead: not before the weekend',
    });
    expect(words(blocks)).toContain('Rejected by lead (release-managers)');
    expect(words(blocks)).toContain('not before the weekend');
    expect(words(blocks)).not.toContain('may approve');
  });

  test('buttons carry opaque ids and their confirmation; the run is a link', () => {
    const { blocks } = card({ state: 'running', run: run() });
    const elements = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(elements[0]).toMatchObject({
      action_id: 'qd:b-approve',
      style: 'primary',
      confirm: { confirm: { text: 'Do it' } },
    });
    expect(elements[1]).not.toHaveProperty('confirm');
    expect(elements.at(-1)).toMatchObject({
      text: { text: 'View run' },
      url: 'https://github.com/acme/trading-engine/actions/runs/77',
    });
    expect(words(blocks)).not.toContain('d-aaaaaaaaaa"');
  });

  test('has a form without plan blocks with the same stages', () => {
    const { blocks } = card({ state: 'running', run: run({ jobs }) }, now + 3 * minute, {
      plain: true,
      permalink: null,
    });
    expect(planOf(blocks)).toBeUndefined();
    expect(words(blocks)).toContain('build (2)');
    expect(words(blocks)).toContain('at: Push image');
  });

  test('falls back to that form when there are too many stages for a plan', () => {
    const many = Array.from({ length: 40 }, (_, index) => job(`job-${index}`, { id: index }));
    const { blocks } = card({
      state: 'running',
      run: run({ jobs: [...many, job('broken', { id: 99, conclusion: 'failure' })] }),
    });
    expect(planOf(blocks)).toBeUndefined();
    expect(words(blocks)).toContain('broken');
    expect(words(blocks)).toContain('more stages');
  });

  test('never gives a block the id of an earlier version', () => {
    const { blocks } = card({ state: 'running', run: run({ jobs }) });
    for (const block of blocks) expect(block).not.toHaveProperty('block_id');
  });

  test('tells the place in the lane, and who re-ran it', () => {
    expect(words(card({ state: 'queued', place: 1 }).blocks)).toContain('Waiting for the lane*, place 1: next');
    const rerun = { number: 2, kind: 'rerun' as const, by: person('dev2'), startedAt: now, endedAt: null, runId: 77 };
    const { blocks } = card({ state: 'running', run: run({ attempt: 2 }), attempts: [rerun] });
    expect(words(blocks)).toContain('attempt 2, re-run by dev2');
  });
});

describe('stages', () => {
  test('a matrix that is over is done, failed or skipped as its jobs are', () => {
    const of = (...conclusions: ('success' | 'failure' | 'skipped')[]) =>
      stagesOf(
        deployment({
          state: 'running',
          run: run({ jobs: conclusions.map((conclusion, id) => job(`t (${id})`, { id, conclusion })) }),
        }),
        now,
      ).at(-1);
    expect(of('success', 'skipped')).toMatchObject({ state: 'done', title: 't (2)' });
    expect(of('success', 'failure')).toMatchObject({ state: 'failed' });
    expect(of('skipped', 'skipped')).toMatchObject({ state: 'skipped' });
  });

  test('an uncertain dispatch is an error that people see', () => {
    expect(stagesOf(deployment({ state: 'uncertain' }), now).at(-1)).toMatchObject({
      state: 'failed',
      words: 'no answer from GitHub',
    });
  });
});

test.each([
  ['scheduled', null],
  ['queued', null],
  ['requested', 'Checks are still running.'],
] as const)('while it waits (%s) its message says what every gate says', (state, note) => {
  const locked = verdict({
    gate: 'lock',
    outcome: 'block',
    reason: 'locked',
    says: 'lead has locked it.',
    who: ['lead'],
  });
  const verdicts = [verdict({ says: 'dev has the role developers.' }), { ...locked, unblock: 'Unlock it.' }];
  const text = words(card({ state, note, scheduledFor: state === 'scheduled' ? now + hour : null, verdicts }).blocks);
  expect(text).toContain('*Gates*');
  expect(text).toContain('*Permission* passed: dev has the role developers.');
  expect(text).toContain('*What would help:* Unlock it.');
  expect(words(card({ state: 'running', verdicts }).blocks)).not.toContain('*Permission* passed');
  expect(words(card({ state: 'requested', note: null, verdicts }).blocks)).not.toContain('*Permission* passed');
});

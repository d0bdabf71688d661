import { describe, expect, test } from 'vitest';
import type { ChangeRequest } from '../../src/model/change-request.ts';
import type { Deployment } from '../../src/model/deployment.ts';
import { hour } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { approval, deployment, job, now, person, run, step, verdict, vote } from '../builders.ts';
import { changeRequest } from '../change-builder.ts';

const usual = { plain: false, permalink: null };

function card(change: Partial<ChangeRequest>, changes: Partial<Deployment>): string {
  const of = deployment({ change: 'c-aaaaaaaaaa', ...changes });
  const notice = { kind: 'deployment' as const, deployment: of, buttons: [], approvers: [], now };
  const { text, blocks } = renderNotice({ ...notice, change: changeRequest(change) }, usual);
  return [text, JSON.stringify(blocks)].join('\n');
}

describe('the card of a change', () => {
  test.each<[string, Partial<ChangeRequest>, Partial<Deployment>, string[]]>([
    [
      'nobody is asked',
      { state: 'scheduled' },
      { state: 'scheduled', scheduledFor: now + hour, approval: null },
      ['*3. Approval:* not needed', '*4. Implementation:* planned for', '*5. Validation:* afterwards, by dev'],
    ],
    [
      'rejected',
      { state: 'rejected', closedAt: now },
      { state: 'rejected', approval: approval({ decision: 'rejected', votes: [vote('lead', { choice: 'reject' })] }) },
      ['*3. Approval:* refused by lead', '*4. Implementation:* did not happen', '*5. Validation:* nothing to validate'],
    ],
    [
      'not approved in time',
      { state: 'expired', closedAt: now },
      { state: 'expired', approval: approval({ decision: 'expired' }) },
      ['*3. Approval:* not given by', '*4. Implementation:* did not happen'],
    ],
    [
      'cancelled before anybody decided',
      { state: 'cancelled', closedAt: now },
      { state: 'cancelled', approval: approval({ decision: 'withdrawn' }), run: null },
      ['*3. Approval:* no longer asked for', '*4. Implementation:* did not happen'],
    ],
    [
      'its run failed',
      { state: 'failed', closedAt: now },
      { state: 'failed', approval: null, run: run({ conclusion: 'failure' }), endedAt: now },
      ['its run> failed', '*5. Validation:* nothing to validate'],
    ],
    [
      'not right',
      { state: 'failed', closedAt: now, validation: { by: person('dev'), at: now, right: false, reason: 'too slow' } },
      { state: 'succeeded', approval: null, run: run(), endedAt: now },
      [
        ':x: *The change is not right*, says dev',
        ': :white_check_mark: *Succeeded* after',
        'its run> succeeded',
        '*5. Validation:* not right, says dev',
        'too slow',
      ],
    ],
  ])('%s', (_, change, changes, expected) => {
    const text = card(change, changes);
    for (const words of expected) expect(text).toContain(words);
  });

  test('is named by its title, in the notification too, and does not say twice who asked, why and for when', () => {
    const text = card({ state: 'scheduled' }, { state: 'scheduled', scheduledFor: now + hour, reason: 'a reason' });
    expect(text.startsWith('Change: Raise the order limit. Deploy ')).toBe(true);
    expect(text).not.toMatch(/\*Asked by\*|\*Scheduled for\*|a reason/);
  });

  test('a copy that is not edited while the deployment goes on has no steps, and whoever asked is told its id', () => {
    const votes = [vote('lead')];
    const of = deployment({
      change: 'c-aaaaaaaaaa',
      state: 'running',
      approval: approval({ decision: 'approved', votes }),
    });
    const notice = {
      kind: 'deployment' as const,
      deployment: of,
      buttons: [],
      approvers: [],
      now,
      copy: true as const,
    };
    const copy = JSON.stringify(renderNotice({ ...notice, change: changeRequest({ state: 'implementing' }) }, usual));
    expect(copy).toContain('Approved by lead');
    expect(copy).not.toContain('Implementation');
    const started = renderNotice({ kind: 'started', deployment: of, anchor: 'deploy:d-1' }, usual);
    expect(JSON.stringify(started)).toContain('*Change requested:* `c-aaaaaaaaaa`');
  });

  test('at the end it has the results: smoke tests, health checks and the checks of the commit', () => {
    const jobs = [
      job('smoke tests', { conclusion: 'failure' }),
      job('deploy', { steps: [step(1, 'Health check', { conclusion: 'timed_out' })] }),
    ];
    const checks = verdict({ gate: 'checks', says: 'All 9 checks are green.' });
    const validating = { state: 'validating' as const };
    const text = card(validating, { state: 'succeeded', run: run({ jobs }), verdicts: [checks] });
    expect(text).toMatch(/:mag: \*To be validated\*/);
    expect(text).toMatch(/smoke tests>: failed[\s\S]*deploy: Health check>: timed out[\s\S]*All 9 checks are green\./);
    expect(card(validating, { state: 'succeeded', run: run({ jobs: [] }) })).toContain('no job or step named after');
  });
});

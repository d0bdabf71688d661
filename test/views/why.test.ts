import { describe, expect, test } from 'vitest';
import type { Notice } from '../../src/model/notice.ts';
import { hour } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { approval, approvalRule, deployment, now, person, resolvedRef, verdict } from '../builders.ts';

function said(parts: Partial<Extract<Notice, { kind: 'why' }>>): string {
  const notice: Notice = {
    kind: 'why',
    what: 'api v1.4.0 to production',
    person: person('dev'),
    verdicts: [verdict()],
    approvals: approvalRule(),
    ref: resolvedRef(),
    earliest: null,
    underWay: [],
    at: now,
    now,
    timezone: null,
    ...parts,
  };
  return JSON.stringify(renderNotice(notice, { plain: false, permalink: null }).blocks);
}

const locked = verdict({ gate: 'lock', outcome: 'block', reason: 'locked', says: 'lead has locked it.' });

describe('/why', () => {
  test('says who must approve, also of what would be refused just now', () => {
    expect(said({})).toContain('Every gate lets it pass; then 1 of release-managers must approve');
    expect(said({ verdicts: [locked] })).toContain(
      'When every gate lets it pass, 1 of release-managers must approve, and dev does not count.',
    );
    expect(said({ verdicts: [locked], approvals: null })).not.toContain('must approve');
  });

  test('tells what is under way apart: an emergency, and what starts later', () => {
    const asked = deployment({ state: 'awaiting-approval', approval: approval() });
    const text = said({
      underWay: [
        { ...asked, glass: true },
        { ...asked, scheduledFor: now + 5 * hour },
      ],
    });
    expect(text).toMatch(/by dev, in an emergency: Waiting for approval/);
    expect(text.match(/It is to start/g)).toHaveLength(1);
    expect(text).toContain(`It is to start <!date^${(now + 5 * hour) / 1000}^`);
  });
});

describe('the message of an emergency', () => {
  const passed = verdict({ gate: 'lock', outcome: 'warn', reason: 'glass-broken', says: 'Passed in an emergency.' });
  const of = (parts: Parameters<typeof deployment>[0]) =>
    JSON.stringify(
      renderNotice(
        { kind: 'deployment', deployment: deployment({ glass: true, ...parts }), buttons: [], approvers: [], now },
        { plain: false, permalink: null },
      ).blocks,
    );

  test('says what it goes past and who decides, as long as that is so', () => {
    const asking = of({ state: 'awaiting-approval', approval: approval(), verdicts: [passed] });
    expect(asking).toContain('an emergency, past Lock. A second person decides.');
    const decided = approval({ decision: 'approved', decidedAt: now });
    expect(of({ state: 'running', approval: decided, verdicts: [passed] })).toContain('an emergency, past Lock."');
    const free = of({ state: 'running', approval: decided, verdicts: [verdict()] });
    expect(free).toContain('*Break-glass:* an emergency.');
    expect(free).not.toContain('past nothing');
  });
});

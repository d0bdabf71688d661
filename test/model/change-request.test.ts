import { describe, expect, test } from 'vitest';
import { changeFollowing, changeIdFor } from '../../src/model/change-request.ts';
import type { DeploymentState } from '../../src/model/deployment.ts';
import { approval, now, person } from '../builders.ts';
import { changeRequest } from '../change-builder.ts';

const later = now + 1000;
const following = (state: DeploymentState, from = changeRequest()) =>
  changeFollowing(from, { state, approval: null }, later);

describe('a change follows its deployment', () => {
  test.each<[DeploymentState, string, boolean]>([
    ['awaiting-approval', 'awaiting-approval', false],
    ['scheduled', 'scheduled', false],
    ['queued', 'implementing', false],
    ['dispatching', 'implementing', false],
    ['running', 'implementing', false],
    ['cancelling', 'implementing', false],
    ['succeeded', 'validating', false],
    ['failed', 'failed', true],
    ['cancelled', 'cancelled', true],
    ['rejected', 'rejected', true],
    ['expired', 'expired', true],
    ['refused', 'refused', true],
  ])('%s: %s', (deployed, state, closed) => {
    expect(following(deployed)).toMatchObject({ state, stateSince: later, closedAt: closed ? later : null });
  });

  test('being looked at again at its time moves nothing', () => {
    const scheduled = changeRequest({ state: 'scheduled' });
    expect(following('requested', scheduled)).toEqual(scheduled);
  });

  test('a re-run opens it again', () => {
    const failed = changeRequest({ state: 'failed', closedAt: now });
    expect(following('running', failed)).toMatchObject({ state: 'implementing', closedAt: null });
  });

  test('keeps when it was first approved', () => {
    const approved = approval({ decision: 'approved', decidedAt: now + 1 });
    const once = changeFollowing(changeRequest(), { state: 'scheduled', approval: approved }, later);
    expect(once.approvedAt).toBe(now + 1);
    const again = { state: 'running' as const, approval: { ...approved, decidedAt: now + 500 } };
    expect(changeFollowing(once, again, later).approvedAt).toBe(now + 1);
  });

  test('what people said of it afterwards stands', () => {
    const said = { by: person('dev'), at: now, right: false, reason: 'orders are slow' };
    const closed = changeRequest({ state: 'failed', closedAt: now, validation: said });
    expect(following('succeeded', closed)).toEqual(closed);
  });
});

test('bears the letters of its deployment', () => {
  expect(changeIdFor('d-abc')).toBe('c-abc');
});

import { expect, test } from 'vitest';
import { known } from '../../src/model/facts.ts';
import { breakGlass, glassApproval, glassHelps, mayTryGlass } from '../../src/policy/break-glass.ts';
import { judge } from '../../src/policy/judge.ts';
import { approvalRule, environment, facts, gates, lockOf, membership, person, verdict } from '../builders.ts';

const shut = environment({
  gates: gates({ window: { timezone: 'UTC', allowed: [{ days: [7], from: 0, to: 60 }], preferred: [] } }),
  breakGlass: { roles: ['release-managers'], approvers: ['sre'] },
});
const locked = { locks: known([lockOf({ owner: person('dev2') })]) };
const after = (changes: Parameters<typeof facts>[0], which = shut) => {
  const given = facts(changes);
  return breakGlass(which, given, judge(which, given)).map(
    ({ gate, outcome, reason }) => `${gate} ${outcome} ${reason}`,
  );
};

test('what blocks is passed with a warning that says so; the rest stays as it is', () => {
  const lead = { requester: known(membership('lead')), ...locked };
  const all = after(lead);
  expect(all).toContain('window warn glass-broken');
  expect(all).toContain('lock warn glass-broken');
  expect(all).toContain('permission pass passed');
  expect(all.filter((line) => line.includes('glass-broken'))).toHaveLength(2);
});

test('who may deploy but not break the glass is stopped, and told who may', () => {
  expect(after(locked)).toContain('permission block role-missing');
  const said = breakGlass(shut, facts(locked), judge(shut, facts(locked))).find(({ gate }) => gate === 'permission');
  expect(said).toMatchObject({
    who: ['release-managers'],
    says: expect.stringContaining('Breaking the glass of staging'),
  });
  expect(mayTryGlass(shut, facts(locked))).toBe(false);
  expect(mayTryGlass(shut, facts({ requester: known(membership('lead')) }))).toBe(true);
});

test('where nobody may, nobody can; unknown roles are no', () => {
  const never = environment({ gates: shut.gates });
  expect(after({ requester: known(membership('lead')) }, never)).toContain('permission block role-missing');
  expect(after({ requester: { known: false, why: 'Slack is away.' } })).toContain('permission block facts-missing');
});

test('a checklist that the second person is not asked to tick is said to be passed', () => {
  const listed = { ...shut, approvals: approvalRule({ checklist: ['CI passes'] }) };
  expect(after({ requester: known(membership('lead')) }, listed)).toContain('checklist warn glass-broken');
});

test('it does not help against a ref that may not be deployed, nor against a busy lane', () => {
  expect(glassHelps([verdict({ gate: 'window', outcome: 'block' })])).toBe(true);
  expect(glassHelps([verdict({ gate: 'window', outcome: 'block' }), verdict({ gate: 'ref', outcome: 'block' })])).toBe(
    false,
  );
  expect(glassHelps([verdict({ gate: 'lane', outcome: 'block' })])).toBe(false);
  expect(glassHelps([verdict()])).toBe(false);
  const strict = environment({
    ...shut,
    gates: gates({ ...shut.gates, ref: { branches: ['main'], tags: [], shas: false } }),
  });
  expect(after({ requester: known(membership('lead')) }, strict)).toContain('ref block ref-name-not-allowed');
});

test('a second person decides, and operations reads it', () => {
  const rule = glassApproval(
    { ...shut, approvals: approvalRule({ required: 3, notify: ['releases', 'operations'] }) },
    'operations',
  );
  expect(rule).toMatchObject({ required: 1, roles: ['sre'], notify: ['releases', 'operations'] });
});

import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../src/model/catalog.ts';
import { breakGlass, glassHelps } from '../../../src/policy/break-glass.ts';
import { earliest } from '../../../src/policy/earliest.ts';
import { change } from '../../../src/policy/gates/change.ts';
import { judge } from '../../../src/policy/judge.ts';
import { stopsSchedule } from '../../../src/policy/scheduling.ts';
import { environment, facts } from '../../builders.ts';

const under = (changeRequests?: Environment['changeRequests']) =>
  environment(changeRequests === undefined ? {} : { changeRequests });

describe('change', () => {
  test.each<[string, Environment['changeRequests'], string | null | undefined, 'pass' | 'block', string]>([
    ['required, and there is one', 'required', 'c-abc', 'pass', 'passed'],
    ['required, and there is none', 'required', null, 'block', 'change-request-missing'],
    ['required, and an earlier release gathered the facts', 'required', undefined, 'block', 'change-request-missing'],
    ['optional, and there is none', 'optional', null, 'pass', 'not-configured'],
    ['optional, and there is one', 'optional', 'c-abc', 'pass', 'not-configured'],
    ['nothing is said of it', undefined, null, 'pass', 'not-configured'],
  ])('%s', (_, rule, id, outcome, reason) => {
    const verdict = change(under(rule), facts(id === undefined ? {} : { change: id }));
    expect(verdict).toMatchObject({ gate: 'change', outcome, reason });
  });

  test('a refusal says how to ask for one, and who can', () => {
    expect(change(under('required'), facts())).toMatchObject({
      says: 'To staging only change requests are deployed, and this is none.',
      unblock: 'Ask for the change with /change.',
      who: ['developers'],
      when: null,
    });
  });

  test('no waiting mends it, and an emergency passes it', () => {
    const required = { ...under('required'), breakGlass: { roles: ['developers'], approvers: ['developers'] } };
    const verdicts = judge(required, facts());
    expect(stopsSchedule(verdicts)).toBe(true);
    expect(earliest(required, facts())).toBeNull();
    expect(glassHelps(verdicts)).toBe(true);
    const passed = breakGlass(required, facts(), verdicts).find(({ gate }) => gate === 'change');
    expect(passed).toMatchObject({ outcome: 'warn', reason: 'glass-broken' });
  });
});

import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import type { Running } from '../../../src/model/running.ts';
import { alreadyRunning } from '../../../src/policy/gates/already-running.ts';
import { facts, running, shaOf } from '../../builders.ts';

const same = (service: string, changes: Partial<Running> = {}) =>
  running({ service, sha: shaOf('develop'), ...changes });
const judged = (rule: 'refuse' | 'warn' | 'allow', services: string[], now: Running[]) =>
  alreadyRunning(rule, facts({ services, running: known(now) }));

describe('already-running', () => {
  test.each<[string, string[], Running[], boolean]>([
    ['another commit runs', ['api'], [running()], false],
    ['nothing is known to run', ['api'], [], false],
    ['the same runs', ['api'], [same('api')], true],
    ['the same runs elsewhere', ['api'], [same('api', { environment: 'production' })], false],
    ['the same runs in one of two', ['api', 'worker'], [same('api'), running({ service: 'worker' })], false],
    ['the same runs in both', ['api', 'worker'], [same('api'), same('worker')], true],
  ])('%s', (_, services, now, is) => {
    expect(judged('refuse', services, now).outcome).toBe(is ? 'block' : 'pass');
    expect(judged('warn', services, now).outcome).toBe(is ? 'warn' : 'pass');
    expect(judged('allow', services, now)).toMatchObject({ outcome: 'pass', reason: 'not-configured' });
    expect(judged('warn', services, now).reason).toBe(is ? 'same-already-running' : 'passed');
  });

  test.each([
    ['what runs is unknown', { running: { known: false as const, why: 'x' } }],
    ['the ref is unknown', { ref: { known: false as const, why: 'x' } }],
  ])('blocks when %s, unless it does not matter', (_, changes) => {
    expect(alreadyRunning('warn', facts(changes)).reason).toBe('facts-missing');
    expect(alreadyRunning('allow', facts(changes)).outcome).toBe('pass');
  });
});

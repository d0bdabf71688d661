import { describe, expect, test } from 'vitest';
import { known, type WatchedThere } from '../../../src/model/facts.ts';
import type { Running } from '../../../src/model/running.ts';
import { minute, second } from '../../../src/model/time.ts';
import { after as afterGate } from '../../../src/policy/gates/after.ts';
import { facts, now, resolvedRef, running, shaOf } from '../../builders.ts';

const wanted = resolvedRef({ sha: shaOf('wanted'), tree: shaOf('content') });
const verified = (service: string, changes: Partial<Running> = {}) =>
  running({ service, sha: wanted.sha, tree: wanted.tree, ...changes });
const judged = (same: 'sha' | 'tree', services: string[], history: Running[]) =>
  afterGate(
    { environment: 'staging', same },
    facts({ environment: 'production', services, ref: known(wanted), verified: known(history) }),
  );

describe('after', () => {
  test.each<[string, 'sha' | 'tree', string[], Running[], string]>([
    ['the same commit', 'sha', ['api'], [verified('api')], 'passed'],
    ['nothing verified', 'sha', ['api'], [], 'not-verified-before'],
    ['another commit', 'sha', ['api'], [running()], 'not-verified-before'],
    ['an older entry of the same commit', 'sha', ['api'], [running(), verified('api')], 'passed'],
    ['of another service', 'sha', ['api'], [verified('worker')], 'not-verified-before'],
    ['two services, both', 'sha', ['api', 'worker'], [verified('api'), verified('worker')], 'passed'],
    ['two services, one of them', 'sha', ['api', 'worker'], [verified('api')], 'not-verified-before'],
    ['not verified yet', 'sha', ['api'], [verified('api', { verified: false })], 'not-verified-before'],
    ['another environment', 'sha', ['api'], [verified('api', { environment: 'demo' })], 'not-verified-before'],
    [
      'the same content, commits compared',
      'sha',
      ['api'],
      [verified('api', { sha: shaOf('merge') })],
      'not-verified-before',
    ],
    ['the same content', 'tree', ['api'], [verified('api', { sha: shaOf('merge') })], 'passed'],
    ['the same commit with unknown tree', 'tree', ['api'], [verified('api', { tree: null })], 'not-verified-before'],
    ['other content', 'tree', ['api'], [running()], 'not-verified-before'],
  ])('%s', (_, same, services, history, reason) => {
    expect(judged(same, services, history).reason).toBe(reason);
  });

  test('names the services that lack it, and what the environment has instead', () => {
    const verdict = judged('sha', ['api', 'worker'], [verified('worker'), running()]);
    expect(verdict.says).toBe(
      `Commit ${wanted.sha.slice(0, 7)} has not been verified in staging for api: no deployment of it there has succeeded yet.`,
    );
    expect(verdict.saw[0]?.found).toBe(`develop (${shaOf('old').slice(0, 7)})`);
  });

  test('not configured passes; without facts it blocks', () => {
    const rules = { environment: 'staging', same: 'sha' as const };
    expect(afterGate(null, facts()).reason).toBe('not-configured');
    expect(afterGate(rules, facts({ verified: { known: false, why: 'x' } })).reason).toBe('facts-missing');
    expect(afterGate(rules, facts({ ref: { known: false, why: 'x' } })).reason).toBe('facts-missing');
  });
});

describe('soak', () => {
  const ago = (length: number, service = 'api', changes: Partial<Running> = {}) =>
    verified(service, { since: now - length, ...changes });
  const soaked = (history: Running[], services = ['api'], at = now) =>
    afterGate(
      { environment: 'staging', same: 'tree', soak: 30 * minute },
      facts({ environment: 'production', services, ref: known(wanted), verified: known(history), now: at }),
    );

  test.each<[string, Running[], string[], string, number | null]>([
    ['long ago', [ago(31 * minute)], ['api'], 'passed', null],
    ['exactly so long ago', [ago(30 * minute)], ['api'], 'passed', null],
    ['a moment less', [ago(30 * minute - 1)], ['api'], 'still-soaking', 1],
    ['just now', [ago(0)], ['api'], 'still-soaking', 30 * minute],
    ['again just now: the first time counts', [ago(0), ago(40 * minute)], ['api'], 'passed', null],
    [
      'something else long ago',
      [ago(0), ago(40 * minute, 'api', { tree: shaOf('x') })],
      ['api'],
      'still-soaking',
      30 * minute,
    ],
    [
      'the last of two services counts',
      [ago(12 * minute, 'worker'), ago(minute)],
      ['api', 'worker'],
      'still-soaking',
      29 * minute,
    ],
    ['never', [], ['api'], 'not-verified-before', null],
    ['one of two services never', [ago(40 * minute)], ['api', 'worker'], 'not-verified-before', null],
  ])('%s', (_, history, services, reason, left) => {
    const verdict = soaked(history, services);
    expect(verdict.reason).toBe(reason);
    expect(verdict.when).toBe(left === null ? null : now + left);
  });

  test('says since when and how long, and passes at the time it names', () => {
    const verdict = soaked([ago(12 * minute)]);
    expect(verdict.says).toBe(
      `The content of ${wanted.sha.slice(0, 7)} is verified in staging since Tuesday 20 January, 14:53 UTC, and has to stay there for 30 min first.`,
    );
    expect(verdict.unblock).toBe('Try again in 18 min.');
    expect(verdict.saw[0]?.found).toContain('since Tuesday 20 January, 14:53 UTC');
    expect(soaked([ago(12 * minute)], ['api'], verdict.when ?? 0).outcome).toBe('pass');
    expect(soaked([ago(12 * minute)], ['api'], (verdict.when ?? 0) - second).outcome).toBe('block');
  });

  test('without it a moment is enough, and no time is told', () => {
    const verdict = judged('sha', ['api'], [ago(0)]);
    expect(verdict.reason).toBe('passed');
    expect(JSON.stringify(verdict)).not.toContain('UTC');
  });
});

describe('looked at there', () => {
  const there = (service: string, changes: Partial<WatchedThere> = {}): WatchedThere => ({
    service,
    sha: wanted.sha,
    tree: wanted.tree,
    until: now + 12 * minute,
    asks: null,
    ...changes,
  });
  const verdictOf = (
    services: string[],
    watched: WatchedThere[],
    history: Running[] = [],
    same: 'sha' | 'tree' = 'sha',
  ) =>
    afterGate(
      { environment: 'staging', same },
      facts({ environment: 'production', services, ref: known(wanted), verified: known(history), watched }),
    );

  test('is not verified yet, and says when it may be', () => {
    expect(verdictOf(['api'], [there('api')])).toMatchObject({
      outcome: 'block',
      reason: 'still-watched',
      says: expect.stringMatching(
        /^Commit \w{7} is still looked at in staging, until .*15:17.* and not verified before/,
      ),
      unblock: 'Try again in 12 min.',
      when: now + 12 * minute,
    });
  });

  test('a person who has to decide there is named by what they may do', () => {
    const asked = verdictOf(['api'], [there('api', { asks: 'A goal is missed.' })]);
    expect(asked).toMatchObject({ reason: 'still-watched', when: null, who: ['whoever may roll back in staging'] });
    expect(asked.says).toContain('a person has to decide there whether it stays. A goal is missed.');
    expect(verdictOf(['api'], [there('api', { until: now })])).toMatchObject({ reason: 'still-watched', when: null });
  });

  test.each<[string, string[], WatchedThere[], Running[], 'sha' | 'tree', string]>([
    ['another commit', ['api'], [there('api', { sha: shaOf('other') })], [], 'sha', 'not-verified-before'],
    ['the same content', ['api'], [there('api', { sha: shaOf('merge') })], [], 'tree', 'still-watched'],
    ['one of two services', ['api', 'worker'], [there('api')], [], 'sha', 'not-verified-before'],
    ['one of two, the other verified', ['api', 'worker'], [there('api')], [verified('worker')], 'sha', 'still-watched'],
    ['verified before as well', ['api'], [there('api')], [verified('api')], 'sha', 'passed'],
  ])('%s', (_, services, watched, history, same, reason) => {
    expect(verdictOf(services, watched, history, same).reason).toBe(reason);
  });
});

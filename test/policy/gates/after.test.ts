import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import type { Running } from '../../../src/model/running.ts';
import { after as afterGate } from '../../../src/policy/gates/after.ts';
import { facts, resolvedRef, running, shaOf } from '../../builders.ts';

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
    expect(verdict.says).toBe(`Commit ${wanted.sha.slice(0, 7)} has not been verified in staging for api.`);
    expect(verdict.saw[0]?.found).toBe(`develop (${shaOf('old').slice(0, 7)})`);
  });

  test('not configured passes; without facts it blocks', () => {
    const rules = { environment: 'staging', same: 'sha' as const };
    expect(afterGate(null, facts()).reason).toBe('not-configured');
    expect(afterGate(rules, facts({ verified: { known: false, why: 'x' } })).reason).toBe('facts-missing');
    expect(afterGate(rules, facts({ ref: { known: false, why: 'x' } })).reason).toBe('facts-missing');
  });
});

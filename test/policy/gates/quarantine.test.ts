import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import type { Quarantined } from '../../../src/model/quarantine.ts';
import { blockingQuarantine, quarantine } from '../../../src/policy/gates/quarantine.ts';
import { facts, resolvedRef, shaOf } from '../../builders.ts';
import { quarantined } from '../../rollback-builder.ts';

const rule = { releasers: ['release-managers'], configured: true };
const bad = known(resolvedRef({ sha: shaOf('bad'), kind: 'tag', name: 'v1.4.0' }));
const judged = (held: Quarantined[], changes: Parameters<typeof facts>[0] = {}) =>
  quarantine(rule, facts({ environment: 'production', ref: bad, quarantined: known(held), ...changes }));

describe('quarantine', () => {
  test.each<[string, Partial<Quarantined>, boolean]>([
    ['this very version', {}, true],
    ['this version of several services, this one among them', { services: ['worker', 'api'] }, true],
    ['this version by its SHA', { ref: shaOf('bad') }, true],
    ['another version', { sha: shaOf('worse') }, false],
    ['this version of another service', { services: ['worker'] }, false],
    ['this version in another environment', { environment: 'staging' }, false],
  ])('%s', (_, changes, blocks) => {
    expect(judged([quarantined(changes)]).outcome).toBe(blocks ? 'block' : 'pass');
    const seen = facts({ environment: 'production', ref: bad, quarantined: known([quarantined(changes)]) });
    expect(blockingQuarantine(seen)).toHaveLength(blocks ? 1 : 0);
  });

  test('says what was taken back, by whom and why, and who can release it with which words', () => {
    expect(judged([quarantined()])).toMatchObject({
      reason: 'quarantined',
      says: `v1.4.0 (${shaOf('bad').slice(0, 7)}) of api was taken back in production by lead and is quarantined: errors at 7 %.`,
      unblock:
        'Deploy another commit, or have somebody with the role release-managers release it with /rollback release production api v1.4.0.',
      who: ['release-managers'],
    });
  });

  test('blocks what it cannot see, and does not need a commit while nothing is quarantined', () => {
    const unknown = { known: false as const, why: 'nothing answers.' };
    expect(judged([], { quarantined: unknown }).reason).toBe('facts-missing');
    expect(judged([quarantined()], { ref: unknown }).reason).toBe('facts-missing');
    expect(judged([], { ref: unknown }).outcome).toBe('pass');
    expect(blockingQuarantine(facts({ ref: unknown, quarantined: known([quarantined()]) }))).toEqual([]);
  });

  test('where nothing is taken back, only what is quarantined from before is held', () => {
    const none = { ...rule, configured: false };
    expect(quarantine(none, facts()).reason).toBe('not-configured');
    const seen = facts({ environment: 'production', ref: bad, quarantined: known([quarantined()]) });
    expect(quarantine(none, seen).reason).toBe('quarantined');
  });

  test('facts of an earlier release know of none', () => {
    const { quarantined: _, ...before } = facts({ ref: bad });
    expect(quarantine(rule, before).outcome).toBe('pass');
  });
});

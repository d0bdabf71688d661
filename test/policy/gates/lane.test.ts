import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import type { LaneState } from '../../../src/model/lane.ts';
import { lane } from '../../../src/policy/gates/lane.ts';
import { facts } from '../../builders.ts';

const own = 'd-aaaaaaaaaa';
const held = (deploymentId: string, service = 'api') => ({ lane: { service, environment: 'staging' }, deploymentId });
const judged = (busy: 'wait' | 'refuse', state: LaneState) => lane({ busy }, facts({ lane: known(state) }));

describe('lane', () => {
  test.each<[string, LaneState, 'pass' | 'busy', number | null]>([
    ['free', { holders: [], waiting: [] }, 'pass', null],
    ['held by another', { holders: [held('d-other')], waiting: [] }, 'busy', 1],
    ['held, and one waits in front', { holders: [held('d-other')], waiting: ['d-third'] }, 'busy', 2],
    ['held by this very deployment', { holders: [held(own)], waiting: ['d-third'] }, 'pass', null],
    ['one of two held by another', { holders: [held(own), held('d-other', 'worker')], waiting: [] }, 'busy', 1],
    ['nobody holds it, others wait', { holders: [], waiting: ['d-third'] }, 'busy', 2],
    ['nobody holds it and this one is first', { holders: [], waiting: [own, 'd-third'] }, 'pass', null],
    ['this one waits as the second', { holders: [held('d-other')], waiting: ['d-third', own, 'd-fourth'] }, 'busy', 2],
  ])('%s', (_, state, expected, place) => {
    const waiting = judged('wait', state);
    const refusing = judged('refuse', state);
    expect(waiting.outcome).toBe(expected === 'pass' ? 'pass' : 'warn');
    expect(refusing.outcome).toBe(expected === 'pass' ? 'pass' : 'block');
    expect(waiting.reason).toBe(expected === 'pass' ? 'passed' : 'lane-busy');
    if (place !== null) expect(waiting.says).toContain(`at place ${place}.`);
  });

  test('names the lane that is busy', () => {
    expect(judged('refuse', { holders: [held('d-other')], waiting: [] })).toMatchObject({
      says: 'Another rollout of api to staging is on its way.',
      saw: [{ what: 'Lane of api to staging', found: 'held by d-other', wanted: 'free' }],
    });
  });

  test('says what is on its way there, and by whom, in words that people know', () => {
    const state = { holders: [held('d-other'), held('d-other', 'worker'), held('d-third', 'web')], waiting: [] };
    const rollouts = { 'd-other': 'default v1.4.0 by Dana', 'd-third': 'web main by Lena' };
    const verdict = lane({ busy: 'wait' }, facts({ lane: known(state), rollouts }));
    expect(verdict.says).toBe(
      'Another rollout of api, worker and web to staging is on its way: default v1.4.0 by Dana and web main by Lena. This one waits its turn, at place 1.',
    );
    expect(verdict.saw.map(({ what, found }) => `${what}: ${found}`)).toEqual([
      'Lane of api to staging: default v1.4.0 by Dana',
      'Lane of worker to staging: default v1.4.0 by Dana',
      'Lane of web to staging: web main by Lena',
    ]);
    expect(JSON.stringify(verdict)).not.toContain('d-other');
  });

  test('without facts it blocks', () => {
    expect(lane({ busy: 'wait' }, facts({ lane: { known: false, why: 'x' } })).reason).toBe('facts-missing');
  });
});

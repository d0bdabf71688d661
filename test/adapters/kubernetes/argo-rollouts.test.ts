import { describe, expect, test } from 'vitest';
import { argoRollouts } from '../../../src/adapters/kubernetes/argo-rollouts.ts';
import type { Scene } from '../../../src/adapters/kubernetes/scene.ts';
import { Fault } from '../../../src/model/fault.ts';
import type { Move } from '../../../src/ports/cluster.ts';
import { canaryPlace, imageOf } from '../../contracts/cluster-places.ts';
import { rolloutScene, templateOf } from './engine-scenes.ts';

const place = canaryPlace('api', { by: 'replicas' }, 'argo-rollouts');
const two = imageOf(2);
const metadata = { resourceVersion: '7' };

/** What is sent, without where. */
function sent(scene: Scene, move: Move) {
  const { writes, more } = argoRollouts.plan(place, scene, move);
  return {
    more,
    sent: writes.map((each) => [each.verb === 'patch' ? (each.subresource ?? 'spec') : each.verb, each.body]),
  };
}
const paused = { pauseConditions: [{ reason: 'CanaryPauseStep' }], phase: 'Paused', message: 'CanaryPauseStep' };
const weights = (weight: number) => ({ canary: { weights: { canary: { weight }, stable: { weight: 100 - weight } } } });

describe('what the kubectl plugin would send', () => {
  test.each<[string, Scene, Move, ReturnType<typeof sent>]>([
    [
      'a new image: every container, as lists of custom resources are replaced whole',
      rolloutScene(1, 1),
      { kind: 'bring-up', image: two },
      {
        more: true,
        sent: [['spec', { metadata, spec: { template: { spec: { containers: templateOf(2).spec.containers } } } }]],
      },
    ],
    [
      'promote at a pause: its conditions are cleared',
      rolloutScene(2, 1, { status: { ...paused, ...weights(10) } }),
      { kind: 'weigh', percent: 50, image: two },
      { more: true, sent: [['status', { metadata, status: { pauseConditions: null } }]] },
    ],
    [
      'nothing while a step is under way',
      rolloutScene(2, 1, { status: { ...weights(10) } }),
      { kind: 'weigh', percent: 50, image: two },
      { more: true, sent: [] },
    ],
    [
      'nothing when the weight is there',
      rolloutScene(2, 1, { status: { ...paused, ...weights(50) } }),
      { kind: 'weigh', percent: 50, image: two },
      { more: false, sent: [] },
    ],
    [
      'nothing when its next step would go beyond',
      rolloutScene(2, 1, { status: { ...paused, ...weights(10) } }),
      { kind: 'weigh', percent: 25, image: two },
      { more: false, sent: [] },
    ],
    [
      'promote --full',
      rolloutScene(2, 1, { status: { ...paused, ...weights(50) } }),
      { kind: 'promote', image: two },
      { more: true, sent: [['status', { metadata, status: { promoteFull: true } }]] },
    ],
    [
      'promote --full of one that somebody holds: first it is let go',
      rolloutScene(2, 1, { spec: { paused: true } }),
      { kind: 'promote', image: two },
      { more: true, sent: [['spec', { metadata, spec: { paused: false } }]] },
    ],
    ['nothing when it is promoted', rolloutScene(2, 2), { kind: 'promote', image: two }, { more: false, sent: [] }],
    [
      'abort',
      rolloutScene(2, 1, { status: weights(50) }),
      { kind: 'take-back' },
      { more: true, sent: [['status', { metadata, status: { abort: true } }]] },
    ],
    [
      'undo, once it is aborted: the template of the stable set without its hash',
      rolloutScene(2, 1, { status: { abort: true, phase: 'Degraded' } }),
      { kind: 'take-back' },
      {
        more: true,
        sent: [
          [
            'spec',
            [
              { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
              { op: 'replace', path: '/spec/template', value: templateOf(1) },
            ],
          ],
        ],
      },
    ],
    [
      'retry',
      rolloutScene(2, 1, { status: { abort: true, phase: 'Degraded' } }),
      { kind: 'retry' },
      { more: true, sent: [['status', { metadata, status: { abort: false } }]] },
    ],
    [
      'pause',
      rolloutScene(2, 1),
      { kind: 'pause' },
      { more: false, sent: [['spec', { metadata, spec: { paused: true } }]] },
    ],
    [
      'resume',
      rolloutScene(2, 1, { spec: { paused: true } }),
      { kind: 'resume' },
      { more: false, sent: [['spec', { metadata, spec: { paused: false } }]] },
    ],
    ['no pause twice', rolloutScene(2, 1, { spec: { paused: true } }), { kind: 'pause' }, { more: false, sent: [] }],
    [
      'undo to an earlier revision',
      rolloutScene(2, 1),
      { kind: 'return-to', image: imageOf(1) },
      {
        more: true,
        sent: [
          [
            'spec',
            [
              { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
              { op: 'replace', path: '/spec/template', value: templateOf(1) },
            ],
          ],
        ],
      },
    ],
    [
      'and past the steps of that',
      rolloutScene(1, 2, { status: weights(10) }),
      { kind: 'return-to', image: imageOf(1) },
      { more: true, sent: [['status', { metadata, status: { promoteFull: true } }]] },
    ],
  ])('%s', (_, scene, move, expected) => {
    expect(sent(scene, move)).toEqual(expected);
  });
});

describe('what stands', () => {
  const standing = (scene: Scene) => argoRollouts.standing(place, scene);

  test('a healthy one', () => {
    expect(standing(rolloutScene(1, 1))).toMatchObject({
      engine: 'argo-rollouts',
      stable: { name: 'api', image: imageOf(1), revision: 1, pods: { ready: 4 } },
      fresh: null,
      weight: 0,
      state: 'steady',
    });
  });

  test('one at a pause, with the weight that the traffic router was told', () => {
    expect(standing(rolloutScene(2, 1, { status: { ...paused, ...weights(10) } }))).toMatchObject({
      stable: { image: imageOf(1) },
      fresh: { image: two, pods: { ready: 1 } },
      weight: 10,
      state: 'paused',
      why: 'CanaryPauseStep',
    });
  });

  test('without a traffic router the share of ready pods', () => {
    expect(standing(rolloutScene(2, 1, { ready: 1 })).weight).toBe(20);
  });

  test('an image that the controller has not seen yet', () => {
    expect(standing(rolloutScene(2, 1, { seen: false }))).toMatchObject({
      stable: { image: imageOf(1) },
      fresh: { image: two, pods: { ready: 0 } },
      weight: 0,
      state: 'moving',
    });
  });

  test('one that Argo Rollouts has aborted, in its words, and the traffic is where it was', () => {
    const message = 'RolloutAborted: Rollout aborted update to revision 2: metric "errors" assessed Failed';
    expect(standing(rolloutScene(2, 1, { status: { abort: true, phase: 'Degraded', message } }))).toMatchObject({
      stable: { image: imageOf(1) },
      weight: 0,
      state: 'stalled',
      why: message,
    });
  });

  test('the mark stays while it goes on by itself, and changes with the template', () => {
    const marks = [weights(10), weights(50), { ...paused, ...weights(50) }].map(
      (status) => standing(rolloutScene(2, 1, { status })).mark,
    );
    expect(new Set(marks).size).toBe(1);
    expect(standing(rolloutScene(3, 1)).mark).not.toBe(marks[0]);
  });
});

test('what is aborted is not promoted, and what was not brought up is not weighed', () => {
  const aborted = rolloutScene(2, 1, { status: { abort: true, phase: 'Degraded', message: 'too many errors' } });
  expect(() => argoRollouts.plan(place, aborted, { kind: 'promote', image: two })).toThrow(
    'has aborted api: too many errors',
  );
  expect(() => argoRollouts.plan(place, rolloutScene(1, 1), { kind: 'weigh', percent: 10, image: two })).toThrow(Fault);
});

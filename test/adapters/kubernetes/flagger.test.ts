import { describe, expect, test } from 'vitest';
import { flagger, passesGate } from '../../../src/adapters/kubernetes/flagger.ts';
import type { Scene } from '../../../src/adapters/kubernetes/scene.ts';
import type { FlaggerGate, Move } from '../../../src/ports/cluster.ts';
import { canaryPlace, imageOf } from '../../contracts/cluster-places.ts';
import { flaggerScene } from './engine-scenes.ts';

const place = canaryPlace('api', { by: 'replicas' }, 'flagger');
const two = imageOf(2);
const ofCanary = { resourceVersion: '9' };
const ofTarget = { resourceVersion: '5' };

function sent(scene: Scene, move: Move) {
  const { writes, more } = flagger.plan(place, scene, move);
  return { more, sent: writes.map(({ kind, name, body }) => [`${kind.plural}/${name}`, body]) };
}
const image = (version: number) => [{ name: 'main', image: imageOf(version) }];

test.each<[string, Scene, Move, ReturnType<typeof sent>]>([
  [
    'a new image goes into the target, and the gates say no traffic yet',
    flaggerScene(1, 1, { phase: 'Succeeded', annotations: { 'quarterdeck/gate': 'rollback' } }),
    { kind: 'bring-up', image: two },
    {
      more: true,
      sent: [
        [
          'canaries/api',
          { metadata: { ...ofCanary, annotations: { 'quarterdeck/gate': null, 'quarterdeck/gate-weight': '0' } } },
        ],
        ['deployments/api', { metadata: ofTarget, spec: { template: { spec: { containers: image(2) } } } }],
      ],
    },
  ],
  [
    'a new image that Flagger has yet to begin with',
    flaggerScene(2, 1, { phase: 'Succeeded', annotations: { 'quarterdeck/gate-weight': '0' } }),
    { kind: 'bring-up', image: two },
    { more: true, sent: [] },
  ],
  [
    'a new image whose pods are up',
    flaggerScene(2, 1, { phase: 'Progressing', annotations: { 'quarterdeck/gate-weight': '0' } }),
    { kind: 'bring-up', image: two },
    { more: false, sent: [] },
  ],
  [
    'a share: the gates say how much',
    flaggerScene(2, 1, { phase: 'Progressing', weight: 10 }),
    { kind: 'weigh', percent: 50, image: two },
    {
      more: true,
      sent: [['canaries/api', { metadata: { ...ofCanary, annotations: { 'quarterdeck/gate-weight': '50' } } }]],
    },
  ],
  [
    'a share that is there, and was told',
    flaggerScene(2, 1, { phase: 'Progressing', weight: 50, annotations: { 'quarterdeck/gate-weight': '50' } }),
    { kind: 'weigh', percent: 50, image: two },
    { more: false, sent: [] },
  ],
  [
    'a promotion goes past its own analysis',
    flaggerScene(2, 1, { phase: 'Progressing', weight: 50 }),
    { kind: 'promote', image: two },
    {
      more: true,
      sent: [
        [
          'canaries/api',
          {
            metadata: { ...ofCanary, annotations: { 'quarterdeck/gate': 'promote', 'quarterdeck/gate-weight': '100' } },
            spec: { skipAnalysis: true },
          },
        ],
      ],
    },
  ],
  [
    'and the next release is analysed again',
    flaggerScene(2, 2, {
      phase: 'Succeeded',
      annotations: { 'quarterdeck/gate': 'promote' },
      spec: { skipAnalysis: true },
    }),
    { kind: 'promote', image: two },
    {
      more: false,
      sent: [
        [
          'canaries/api',
          {
            metadata: { ...ofCanary, annotations: { 'quarterdeck/gate': null, 'quarterdeck/gate-weight': null } },
            spec: { skipAnalysis: null },
          },
        ],
      ],
    },
  ],
  [
    'taken back: the rollback gate opens, and the target gets the image that serves',
    flaggerScene(2, 1, { phase: 'Progressing', weight: 50 }),
    { kind: 'take-back' },
    {
      more: true,
      sent: [
        [
          'canaries/api',
          {
            metadata: { ...ofCanary, annotations: { 'quarterdeck/gate': 'rollback', 'quarterdeck/gate-weight': '0' } },
          },
        ],
        ['deployments/api', { metadata: ofTarget, spec: { template: { spec: { containers: image(1) } } } }],
      ],
    },
  ],
  [
    'back to what serves, after Flagger has given the other up: the target gets it too',
    flaggerScene(2, 1, {
      phase: 'Failed',
      annotations: { 'quarterdeck/gate': 'rollback', 'quarterdeck/gate-weight': '0' },
    }),
    { kind: 'return-to', image: imageOf(1) },
    {
      more: false,
      sent: [['deployments/api', { metadata: ofTarget, spec: { template: { spec: { containers: image(1) } } } }]],
    },
  ],
  ['taken back already', flaggerScene(1, 1, { phase: 'Succeeded' }), { kind: 'take-back' }, { more: false, sent: [] }],
  [
    'held',
    flaggerScene(2, 1, { phase: 'Progressing' }),
    { kind: 'pause' },
    { more: false, sent: [['canaries/api', { metadata: ofCanary, spec: { suspend: true } }]] },
  ],
  [
    'tried again after it was given up: anything new in the template begins it anew',
    flaggerScene(2, 1, { phase: 'Failed' }),
    { kind: 'retry' },
    {
      more: false,
      sent: [
        [
          'deployments/api',
          { metadata: ofTarget, spec: { template: { metadata: { annotations: { 'quarterdeck/tried-again': '2' } } } } },
        ],
      ],
    },
  ],
])('%s', (_, scene, move, expected) => {
  expect(sent(scene, move)).toEqual(expected);
});

describe('what stands', () => {
  const standing = (scene: Scene) => flagger.standing(place, scene);

  test.each([
    ['Succeeded', 1, 0, 'steady', null],
    ['Progressing', 2, 30, 'moving', two],
    ['Waiting', 2, 0, 'paused', two],
    ['WaitingPromotion', 2, 50, 'paused', two],
    ['Failed', 2, 0, 'stalled', null],
  ])('%s', (phase, wanted, weight, state, fresh) => {
    const found = standing(flaggerScene(wanted, 1, { phase, weight, message: 'Canary analysis failed' }));
    expect(found).toMatchObject({
      engine: 'flagger',
      stable: { name: 'api-primary', image: imageOf(1), pods: { ready: 4 } },
      weight,
      state,
    });
    expect(found.fresh?.image ?? null).toBe(fresh);
    if (state === 'stalled') expect(found.why).toBe('Canary analysis failed');
  });

  test('one that was promoted is the stable one while Flagger tidies up', () => {
    expect(standing(flaggerScene(2, 2, { phase: 'Finalising', weight: 0 }))).toMatchObject({
      stable: { image: two },
      fresh: null,
      weight: 0,
      state: 'moving',
    });
  });

  test('what Flagger has given up is neither weighed nor promoted', () => {
    const failed = flaggerScene(2, 1, { phase: 'Failed', message: 'progress deadline exceeded' });
    expect(() => flagger.plan(place, failed, { kind: 'promote', image: two })).toThrow(
      'Flagger has given api up: progress deadline exceeded',
    );
  });
});

test.each<[FlaggerGate, Record<string, string>, number, boolean]>([
  ['confirm-rollout', {}, 0, false],
  ['confirm-rollout', { 'quarterdeck/gate-weight': '0' }, 0, true],
  ['confirm-rollout', { 'quarterdeck/gate-weight': '0', 'quarterdeck/gate': 'rollback' }, 0, false],
  ['confirm-traffic-increase', { 'quarterdeck/gate-weight': '0' }, 0, false],
  ['confirm-traffic-increase', { 'quarterdeck/gate-weight': '50' }, 10, true],
  ['confirm-traffic-increase', { 'quarterdeck/gate-weight': '50' }, 50, false],
  ['confirm-promotion', { 'quarterdeck/gate-weight': '50' }, 50, false],
  ['confirm-promotion', { 'quarterdeck/gate': 'promote' }, 50, true],
  ['rollback', { 'quarterdeck/gate': 'promote' }, 50, false],
  ['rollback', { 'quarterdeck/gate': 'rollback' }, 50, true],
])('gate %s with %j at %d %%: %s', (gate, annotations, canaryWeight, open) => {
  const object = {
    metadata: { name: 'api', annotations },
    spec: { targetRef: { name: 'api' } },
    status: { canaryWeight },
  };
  expect(passesGate(object, gate)).toBe(open);
});

import { describe, expect, test } from 'vitest';
import { argoRollouts } from '../../../src/adapters/kubernetes/argo-rollouts.ts';
import { flagger } from '../../../src/adapters/kubernetes/flagger.ts';
import { canaryPlace } from '../../contracts/cluster-places.ts';
import { flaggerScene, rolloutScene } from './engine-scenes.ts';

const route = { by: 'http-route' as const, route: 'api' };
/** Of phases of 25 % and 50 %. */
const byArgo = canaryPlace('api', route, 'argo-rollouts');
const byFlagger = canaryPlace('api', route, 'flagger');
const stops = (...weights: number[]) => weights.flatMap((setWeight) => [{ setWeight }, { pause: {} }]);

describe('a Rollout that cannot be driven', () => {
  const sayOf = (strategy: object) => argoRollouts.unfit?.(byArgo, rolloutScene(1, 1, { spec: { strategy } })) ?? null;

  test.each<[string, object, string]>([
    [
      'by blueGreen',
      { blueGreen: { activeService: 'api', previewService: 'api-preview' } },
      'Rollout api moves by strategy.blueGreen. Quarterdeck drives strategy.canary: give it steps for 25 %, 50 %, or let Quarterdeck move two Deployments by blue_green',
    ],
    ['by nothing', {}, 'Rollout api has no strategy.canary. Quarterdeck drives that'],
    [
      'with an analysis beside its steps',
      { canary: { steps: stops(25, 50), analysis: { templates: [{ templateName: 'errors' }] } } },
      'Rollout api has an analysis of its own, which Quarterdeck does not read. Take it out: the rules under analysis in quarterdeck.yml judge the release',
    ],
    [
      'with an analysis among its steps',
      { canary: { steps: [...stops(25), { analysis: { templates: [] } }, ...stops(50)] } },
      'Rollout api has an analysis of its own',
    ],
    [
      'with an experiment',
      { canary: { steps: [{ experiment: { duration: '5m' } }, ...stops(25, 50)] } },
      'Rollout api has an experiment of its own',
    ],
    [
      'which goes beyond a phase',
      { canary: { steps: stops(40, 50) } },
      'Rollout api does not stop at 25 %. For each phase its steps need setWeight with pause: {} behind it: 25, 50',
    ],
    ['which has no steps', { canary: {} }, 'Rollout api does not stop at 25 %, 50 %'],
    [
      'which goes on by itself',
      { canary: { steps: [{ setWeight: 25 }, { pause: { duration: '5m' } }, ...stops(50)] } },
      'Rollout api does not stop at 25 %',
    ],
  ])('%s is told what is wrong, and what would be right', (_, strategy, words) => {
    expect(sayOf(strategy)).toContain(words);
  });

  test('and one that can is not: with steps between, and whatever comes after', () => {
    const between = [{ setWeight: 10 }, { pause: { duration: '1m' } }, { setCanaryScale: { replicas: 2 } }];
    expect(sayOf({ canary: { steps: [...between, ...stops(25, 30, 50), { setWeight: 80 }] } })).toBeNull();
  });
});

test.each<[string, object[], boolean]>([
  ['gives traffic at once', stops(25, 50), true],
  ['gives traffic after a while', [{ pause: { duration: '1m' } }, ...stops(25, 50)], true],
  ['is tried first', [{ setCanaryScale: { replicas: 1 } }, { pause: {} }, ...stops(25, 50)], false],
])('a Rollout that %s', (_, steps, told) => {
  const remarks = argoRollouts.remarks?.(byArgo, rolloutScene(1, 1, { spec: { strategy: { canary: { steps } } } }));
  const found = 'Rollout api gives 25 % of the traffic to a new image by itself, before any smoke test.';
  expect(remarks).toEqual(told ? [{ found: expect.stringContaining(found), mend: null }] : []);
});

describe('a Canary of Flagger that cannot be driven', () => {
  const sayOf = (analysis: object) =>
    flagger.unfit?.(byFlagger, flaggerScene(1, 1, { phase: 'Initialized', spec: { analysis } })) ?? null;

  test.each<[string, object, string]>([
    [
      'by iterations',
      { iterations: 10 },
      'Canary api goes by iterations, which give no share of the traffic. Quarterdeck drives stepWeight or stepWeights: 25, 50',
    ],
    [
      'in steps that pass a phase by',
      { stepWeight: 20, maxWeight: 60 },
      'Canary api gives 20 %, 40 %, 60 % of the traffic, and the phases want 25 %, 50 %',
    ],
    ['that ends before', { stepWeight: 25, maxWeight: 25 }, 'gives 25 % of the traffic, and the phases want 50 %'],
    [
      'of other weights',
      { stepWeights: [1, 25, 80] },
      'gives 1 %, 25 %, 80 % of the traffic, and the phases want 50 %',
    ],
  ])('%s is told what is wrong, and what would be right', (_, analysis, words) => {
    expect(sayOf(analysis)).toContain(words);
  });

  test('and one that can is not', () => {
    expect(sayOf({ stepWeight: 25, maxWeight: 50 })).toBeNull();
    expect(sayOf({ stepWeight: 5 })).toBeNull();
    expect(sayOf({ stepWeights: [1, 25, 50] })).toBeNull();
  });
});

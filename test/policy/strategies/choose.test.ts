import { expect, test } from 'vitest';
import type { Strategy } from '../../../src/model/delivery.ts';
import { minute } from '../../../src/model/time.ts';
import { chooseStrategy } from '../../../src/policy/strategies/choose.ts';
import { imageOf } from '../../../src/policy/strategies/images.ts';
import { afterFailure, wavesOf } from '../../../src/policy/strategies/waves.ts';

const usual: Strategy = { kind: 'by-run', on: 'run', watch: minute };
const careful: Strategy = { kind: 'by-run', on: 'run', watch: 5 * minute };

test.each([
  ['v1.9.4', 'v2.0.0', careful],
  ['v1.9.4', 'v3.1.0', careful],
  ['1.9.4', '2.0.0-rc.1', careful],
  ['v1.9.4', 'v1.10.0', usual],
  ['v2.0.0', 'v1.9.4', usual],
  [null, 'v2.0.0', usual],
  ['main', 'v2.0.0', usual],
  ['v1.9.4', 'develop', usual],
])('from %s to %s', (from, to, wanted) => {
  expect(chooseStrategy({ strategy: usual, majorStrategy: careful }, from, to)).toBe(wanted);
  expect(chooseStrategy({ strategy: usual, majorStrategy: null }, from, to)).toBe(usual);
});

test('services go in the order of the catalog, and what no list names goes last', () => {
  const order = [['worker'], ['api', 'websocket']];
  expect(wavesOf(['api', 'websocket', 'fix-gateway', 'worker'], order)).toEqual([
    ['worker'],
    ['api', 'websocket'],
    ['fix-gateway'],
  ]);
  expect(wavesOf(['api'], order)).toEqual([['api']]);
  expect(wavesOf(['api', 'worker'], [])).toEqual([['api', 'worker']]);
});

test('when one fails its list goes back; those before go back too or keep what they have, and the rest is never begun', () => {
  const waves = [['worker'], ['api', 'websocket'], ['fix-gateway']];
  expect(afterFailure(waves, 1, 'stop')).toEqual({
    takenBack: ['api', 'websocket'],
    kept: ['worker'],
    stopped: ['fix-gateway'],
  });
  expect(afterFailure(waves, 2, 'take-back-all')).toEqual({
    takenBack: ['fix-gateway', 'api', 'websocket', 'worker'],
    kept: [],
    stopped: [],
  });
});

test('the image of a version', () => {
  const workload = { service: 'api', image: `ghcr.io/acme/\${service}:\${ref}-\${sha}` };
  expect(imageOf(workload, 'v1.4.0', 'abc')).toBe('ghcr.io/acme/api:v1.4.0-abc');
});

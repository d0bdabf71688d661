import { expect, test } from 'vitest';
import type { Deployment } from '../../src/model/deployment.ts';
import { minute } from '../../src/model/time.ts';
import { failedServices } from '../../src/workflows/failed-services.ts';
import { deployment, now, run } from '../builders.ts';
import { createFakeDeployments } from '../fakes/deployments.ts';

const own = 'd-own';

async function failed(history: Partial<Deployment>[], services = ['api']): Promise<string[]> {
  const deployments = createFakeDeployments();
  for (const [index, changes] of history.entries())
    await deployments.save(deployment({ id: `d-${index}`, requestedAt: now + index * minute, ...changes }));
  return failedServices({ deployments }, own, 'staging', services);
}

const rerun = { id: own, state: 'requested' as const };

test.each<[string, Partial<Deployment>[], string[]]>([
  ['nothing was deployed yet', [], []],
  ['the last failed', [{ state: 'succeeded' }, { state: 'failed' }], ['api']],
  ['it was mended since', [{ state: 'failed' }, { state: 'succeeded' }], []],
  ['what never ran does not count', [{ state: 'failed' }, { state: 'refused' }, { state: 'cancelled' }], ['api']],
  ['what is under way does not count', [{ state: 'failed' }, { state: 'running' }], ['api']],
  ['another environment', [{ state: 'failed', environment: 'production' }], []],
  ['another service', [{ state: 'failed', services: ['worker'] }], []],
  ['a failed one that is run again', [{ ...rerun, run: run({ conclusion: 'failure' }) }], ['api']],
  ['a cancelled one that is run again', [{ ...rerun, run: run({ conclusion: 'cancelled' }) }], []],
  [
    'a failed one that is run again though another succeeded since',
    [{ ...rerun, run: run({ conclusion: 'failure' }) }, { state: 'succeeded' }],
    [],
  ],
])('%s', async (_, history, expected) => {
  expect(await failed(history)).toEqual(expected);
});

test('each service of a group for itself', async () => {
  const history: Partial<Deployment>[] = [
    { state: 'failed', services: ['api', 'worker'] },
    { state: 'succeeded', services: ['worker'] },
  ];
  expect(await failed(history, ['api', 'worker'])).toEqual(['api']);
});

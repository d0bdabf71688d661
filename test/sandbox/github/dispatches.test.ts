import { expect, test } from 'vitest';
import { startWorld } from './world.ts';

test('a person runs a workflow by hand, and GitHub says what it does not take', async () => {
  await using world = await startWorld('trading-engine');
  const { github: simulation } = world;
  const repository = 'acme/trading-engine';
  const inputs = { environment: 'staging', deployment_id: 'by hand' };
  const asked = { repository, workflow: 'deploy.yml', ref: 'develop', inputs };
  const started = simulation.dispatch('dev', asked);
  expect(started).toEqual({ run: expect.any(Number) });
  expect(simulation.world().runs[0]).toMatchObject({
    event: 'workflow_dispatch',
    actor: 'dana-dev',
    name: 'Deploy staging · by hand',
    ref: 'develop',
  });
  const refused = (changes: object) => simulation.dispatch('dev', { ...asked, ...changes });
  expect(refused({ repository: 'acme/two' })).toMatchObject({ refused: 'unknown_repository' });
  expect(refused({ workflow: 'no.yml' })).toMatchObject({ refused: 'unknown_workflow' });
  expect(refused({ ref: 'no-such' })).toMatchObject({
    refused: 'invalid_dispatch',
    message: 'No ref found for: no-such',
  });
  expect(refused({ inputs: { environment: 'moon' } })).toMatchObject({ message: expect.stringContaining('moon') });
  const byHand = simulation.world().workflows.map(({ file }) => file);
  expect(byHand[0]).toBe('deploy.yml');
  expect(byHand).toContain('dast.yml');
});

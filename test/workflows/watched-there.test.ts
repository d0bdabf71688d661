import { expect, test } from 'vitest';
import { watchedThere } from '../../src/workflows/watched-there.ts';
import { deployment, now, running } from '../builders.ts';
import { createFakeDeployments } from '../fakes/deployments.ts';
import { watchOf } from '../watch-builder.ts';

const question = { round: 1, at: now, about: ['errors'], why: 'A goal is missed.' };

test.each([
  ['one that goes on', watchOf(), ['api']],
  ['one that waits for a person', watchOf({ state: 'inconclusive', question }), ['api']],
  ['one that broke off: nobody looks at it, and nobody was asked', watchOf({ state: 'inconclusive' }), []],
  ['one that another release has ended', watchOf({ state: 'superseded' }), []],
  ['one that goes on for other services', watchOf({ gone: [{ services: ['api'], by: 'v2' }] }), []],
])('what is still looked at: %s', async (_, watch, services) => {
  const deployments = createFakeDeployments();
  await deployments.save(deployment({ id: 'd-watchedaaa', services: ['api', 'worker'], watch }));
  await deployments.setRunning([running({ deploymentId: 'd-watchedaaa', verified: false })]);
  const there = await watchedThere({ deployments }, 'staging', ['api']);
  expect(there.map(({ service }) => service)).toEqual(services);
});

import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { board } from '../../src/usecases/board.ts';
import { keepLocks } from '../../src/usecases/lock-keeper.ts';
import { now, person } from '../builders.ts';
import { createFakeDeployments } from '../fakes/deployments.ts';
import { createFakeSource } from '../fakes/source.ts';
import { open, staging } from './lock-world.ts';

test('a lock that is free and kept for the first in line is on the board, where it is asked for', async () => {
  const world = open();
  const ports = { ...world.ports, deployments: createFakeDeployments(), source: createFakeSource() };
  const shown = async (environment: string | null) => {
    const notice = await board(ports, { environment, service: null }, person('lead'));
    return notice.kind === 'board' ? notice : null;
  };
  await world.lock('dev', 'a');
  for (const [id, handle] of [
    ['b', 'dev2'],
    ['c', 'lead'],
  ] as const) {
    await world.act.waitForLock({ id, ...staging, by: person(handle), asked: now, reason: 'mine', length: null });
  }
  expect(await shown(null)).toMatchObject({ locks: [{ owner: { name: 'dev' } }], kept: [] });
  await world.unlock('dev', 'u');
  await keepLocks(world.ports);
  const kept = [{ first: { person: { name: 'dev2' }, turnUntil: now + 30 * minute }, behind: ['lead'] }];
  expect(await shown(null)).toMatchObject({ locks: [], kept });
  expect(await shown('staging')).toMatchObject({ kept });
  expect(await shown('production')).toMatchObject({ kept: [] });
});

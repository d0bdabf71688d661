import { expect, test } from 'vitest';
import { day, hour } from '../../src/model/time.ts';
import { changeUseCases } from '../../src/usecases/changes.ts';
import { catalog, deployment, environment, gates, now, pipeline } from '../builders.ts';
import { changeRequest } from '../change-builder.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeChanges } from '../fakes/changes.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeDeployments } from '../fakes/deployments.ts';
import { createFakeChat } from '../fakes/outbox.ts';

async function open() {
  const window = { timezone: 'America/New_York', allowed: [], preferred: [] };
  const production = environment({ name: 'production', gates: gates({ window }) });
  const environments = [environment(), production];
  const ports = {
    catalogs: createFakeCatalogs(catalog({ pipelines: [pipeline({ environments })] })),
    changes: createFakeChanges(),
    chat: createFakeChat(() => now),
    clock: createFakeClock(now),
    deployments: createFakeDeployments(),
  };
  return { ...ports, ask: changeUseCases(ports) };
}

test('lists what is open by its time, and what was closed last', async () => {
  const { ask, changes } = await open();
  await changes.save(changeRequest({ id: 'c-late', plannedFor: now + 2 * day }));
  await changes.save(changeRequest({ id: 'c-soon', plannedFor: now + hour, environment: 'staging' }));
  await changes.save(changeRequest({ id: 'c-over', state: 'cancelled', closedAt: now }));
  const all = await ask.list(null);
  expect(all).toMatchObject({ open: [{ id: 'c-soon' }, { id: 'c-late' }], closed: [{ id: 'c-over' }], urls: {} });
  expect(await ask.list('staging')).toMatchObject({ environment: 'staging', open: [{ id: 'c-soon' }], closed: [] });
});

test('of very many it says that there are more', async () => {
  const { ask, changes } = await open();
  for (let i = 0; i < 15; i++) await changes.save(changeRequest({ id: `c-${i}` }));
  expect(await ask.list(null)).toMatchObject({ more: false });
  await changes.save(changeRequest({ id: 'c-another' }));
  const list = await ask.list(null);
  expect(list).toMatchObject({ more: true });
  expect(list.kind === 'change-requests' && list.open).toHaveLength(15);
});

test('shows one with its deployment; none where either is not known', async () => {
  const { ask, changes, deployments } = await open();
  expect(await ask.show('c-aaaaaaaaaa')).toBeNull();
  await changes.save(changeRequest());
  expect(await ask.show('c-aaaaaaaaaa')).toBeNull();
  await deployments.save(deployment({ id: 'd-aaaaaaaaaa' }));
  expect(await ask.show('c-aaaaaaaaaa')).toMatchObject({
    kind: 'change-request',
    change: { id: 'c-aaaaaaaaaa' },
    deployment: { id: 'd-aaaaaaaaaa' },
  });
});

test.each([
  ['staging', 'today 16:00', null],
  // It is 10:05 in New York.
  ['production', 'today 10:10', null],
  ['production', 'today 10:00', /is over: it is Tuesday 20 January, 10:05 New York time now/],
  ['production', '', /missing/],
  ['production', 'soon', /is no time/],
])('whether a time will do: in %s "%s"', async (where, typed, wrong) => {
  const { ask } = await open();
  const problem = await ask.timeProblem(where, 'api', typed);
  if (wrong === null) expect(problem).toBeNull();
  else expect(problem?.wrong).toMatch(wrong);
});

import { expect, test } from 'vitest';
import { takeInCatalog } from '../../src/usecases/catalog-intake.ts';
import { catalog, now } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeChat } from '../fakes/outbox.ts';

test('an unchanged file is nothing new, but what an earlier release made of it is replaced', async () => {
  const { audit: _, ...before } = catalog({ channels: { operations: 'old', security: 'old' } });
  const ports = {
    audit: createFakeAudit(),
    catalogs: createFakeCatalogs(before),
    chat: createFakeChat(),
    clock: createFakeClock(now),
  };
  const read = { ok: true as const, catalog: catalog() };
  expect(await takeInCatalog(ports, 'quarterdeck.yml', read)).toBe('kept');
  expect(await ports.catalogs.active()).toEqual(catalog());
  expect(ports.audit.entries).toEqual([]);
});

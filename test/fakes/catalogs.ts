import type { Catalog } from '../../src/model/catalog.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Catalogs } from '../../src/ports/catalogs.ts';

export function createFakeCatalogs(first?: Catalog): Catalogs {
  const versions = new Map<string, Catalog>();
  let active: Catalog | null = null;
  const activate = (catalog: Catalog) => {
    active = structuredClone(catalog);
    versions.set(catalog.hash, active);
  };
  if (first) activate(first);
  return {
    async active() {
      if (!active) throw new Fault('not-found', 'No catalog is active.');
      return structuredClone(active);
    },
    byHash: async (hash) => structuredClone(versions.get(hash) ?? null),
    activate: async (catalog) => activate(catalog),
  };
}

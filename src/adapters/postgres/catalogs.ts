import type { Catalog } from '../../model/catalog.ts';
import { Fault } from '../../model/fault.ts';
import type { Catalogs } from '../../ports/catalogs.ts';
import type { Database } from './database.ts';
import { toJson } from './encoding.ts';

/** Every catalog version that was ever active, and which one is. */
export function createCatalogs(database: Database): Catalogs {
  /** The active one as it was last read: every command, webhook and look asks for it, and it seldom changes. */
  let last: Catalog | null = null;

  return {
    async active() {
      const known = last;
      const [row] = await database.query<{ document: Catalog | null }>(
        `select case when hash is distinct from $1 then document end as document
         from quarterdeck.active_catalog join quarterdeck.catalogs using (hash)`,
        [known?.hash ?? null],
      );
      const active = row?.document ? frozen(row.document) : row ? known : null;
      if (!active)
        throw new Fault('not-found', 'No catalog is active: Quarterdeck has not read a valid quarterdeck.yml yet.');
      last = active;
      return active;
    },
    async byHash(hash) {
      const [row] = await database.query<{ document: Catalog }>(
        'select document from quarterdeck.catalogs where hash = $1',
        [hash],
      );
      return row?.document ?? null;
    },
    async activate(catalog) {
      await database.transaction(async (query) => {
        await query(
          'insert into quarterdeck.catalogs (hash, document) values ($1, $2) on conflict (hash) do update set document = excluded.document',
          [catalog.hash, toJson(catalog)],
        );
        await query(
          `insert into quarterdeck.active_catalog (hash) values ($1)
           on conflict (only_one) do update set hash = excluded.hash, activated_at = now()`,
          [catalog.hash],
        );
      });
      last = null;
    },
  };
}

/** Many get the same one; nobody may change it for the others. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) frozen(part);
  return value;
}

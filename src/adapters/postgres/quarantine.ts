import type { PersonRef } from '../../model/person.ts';
import type { Quarantined } from '../../model/quarantine.ts';
import type { Quarantine } from '../../ports/quarantine.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

interface Row {
  document: Quarantined;
  released_at: string | null;
  released_by: PersonRef | null;
}

/** Versions that were taken back. What was released stays, for whoever asks later. */
export function createQuarantine(database: Database): Quarantine {
  return {
    async put(quarantined) {
      const { id, environment, services, since } = quarantined;
      await database.query(
        `insert into quarterdeck.quarantine (id, environment, services, since, document) values ($1, $2, $3, $4, $5)
         on conflict (id) do nothing`,
        [id, environment, services, since, toJson(quarantined)],
      );
    },
    async get(id) {
      const [row] = await database.query<Row>(
        'select document, released_at, released_by from quarterdeck.quarantine where id = $1',
        [cleanText(id)],
      );
      if (!row) return null;
      const { document, released_at: at, released_by: by } = row;
      return { quarantined: document, released: at === null || by === null ? null : { by, at: Number(at) } };
    },
    async inForce(environment, services) {
      const rows = await database.query<{ document: Quarantined }>(
        `select document from quarterdeck.quarantine
         where released_at is null and environment = $1 and ($2::text[] is null or services && $2)
         order by since desc, id`,
        [cleanText(environment), services ?? null],
      );
      return rows.map(({ document }) => document);
    },
    async release(id, { by, at }, request) {
      const released = await database.query(
        `update quarterdeck.quarantine
         set released_at = coalesce(released_at, $2), released_by = coalesce(released_by, $3), released_for = $4
         where id = $1 and (released_at is null or released_for = $4) returning id`,
        [cleanText(id), at, toJson(by), cleanText(request)],
      );
      return released.length > 0;
    },
    async releasedBy(request) {
      const [row] = await database.query<{ document: Quarantined }>(
        'select document from quarterdeck.quarantine where released_for = $1',
        [cleanText(request)],
      );
      return row?.document ?? null;
    },
  };
}

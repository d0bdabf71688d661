import type { Migration } from './migration.ts';

export const changes: Migration = {
  name: '0013-changes',
  sql: `
    create table quarterdeck.changes (
      id text primary key,
      environment text not null,
      -- ms since the epoch, on the clock that users see
      planned_for bigint not null,
      -- null while it is open
      closed_at bigint,
      document jsonb not null
    );
    create index changes_open on quarterdeck.changes (planned_for) where closed_at is null;
    create index changes_closed on quarterdeck.changes (closed_at desc) where closed_at is not null;`,
};

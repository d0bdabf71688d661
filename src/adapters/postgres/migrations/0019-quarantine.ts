import type { Migration } from './migration.ts';

export const quarantine: Migration = {
  name: '0019-quarantine',
  sql: `
    -- versions that were taken back; since and released_at: ms since the epoch, on the clock that users see
    create table quarterdeck.quarantine (
      id text primary key,
      environment text not null,
      services text[] not null,
      since bigint not null,
      document jsonb not null,
      released_at bigint,
      released_by jsonb,
      -- the request that released it
      released_for text
    );
    create index quarantine_in_force on quarterdeck.quarantine (environment) where released_at is null;`,
};

import type { Migration } from './migration.ts';

export const inbox: Migration = {
  name: '0001-inbox',
  sql: `
    create table quarterdeck.inbox (
      id bigint generated always as identity primary key,
      source text not null,
      kind text not null,
      key text not null,
      -- JSON as it arrived, compressed with zstd
      body bytea not null,
      arrived_at timestamptz not null default now(),
      due_at timestamptz not null default now(),
      tries integer not null default 0,
      done_at timestamptz,
      given_up_at timestamptz,
      error text,
      unique (source, key)
    );
    alter table quarterdeck.inbox alter column body set storage external;
    create index inbox_waiting on quarterdeck.inbox (id) where done_at is null and given_up_at is null;
    create index inbox_done on quarterdeck.inbox (done_at) where done_at is not null;`,
};

import type { Migration } from './migration.ts';

export const inbox: Migration = {
  name: '0001-inbox',
  sql: `
    create table quarterdeck.inbox (
      id bigint generated always as identity primary key,
      source text not null,
      kind text not null,
      key text not null,
      -- where its body lies in the unpacked bundle, in bytes
      bundle uuid not null,
      body_start integer not null,
      body_length integer not null,
      arrived_at timestamptz not null default now(),
      due_at timestamptz not null default now(),
      tries integer not null default 0,
      done_at timestamptz,
      given_up_at timestamptz,
      error text,
      unique (source, key)
    );
    -- The bodies of rows that were stored together; kept as long as one of these rows.
    create table quarterdeck.inbox_bundles (
      id uuid primary key,
      -- JSON as it arrived, one after the other, compressed with zstd
      bodies bytea not null
    );
    alter table quarterdeck.inbox_bundles alter column bodies set storage external;
    create index inbox_waiting on quarterdeck.inbox (id) where done_at is null and given_up_at is null;
    create index inbox_done on quarterdeck.inbox (done_at) where done_at is not null;`,
};

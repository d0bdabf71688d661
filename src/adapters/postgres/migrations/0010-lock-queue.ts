import type { Migration } from './migration.ts';

export const lockQueue: Migration = {
  name: '0010-lock-queue',
  sql: `
    -- who released it, as a person; null for locks that ended by themselves and for those of releases before this one
    alter table quarterdeck.locks add column released_person jsonb;
    -- set once people were told that it ran out
    alter table quarterdeck.locks add column end_told boolean not null default false;
    update quarterdeck.locks set end_told = true where released_at is not null;
    create index locks_running_out on quarterdeck.locks (until) where until is not null and not end_told;

    -- what a request has changed of a lock: extended it, gave it to somebody else, took it over
    create table quarterdeck.lock_changes (
      request text primary key,
      lock_id text not null references quarterdeck.locks,
      was jsonb not null,
      became jsonb not null
    );

    create table quarterdeck.lock_waiters (
      place bigint generated always as identity primary key,
      id text not null unique,
      environment text not null,
      service text,
      person text not null,
      -- ms since the epoch, on the clock that users see; null while it is not their turn
      turn_until bigint,
      -- null while they wait; else how that ended
      ended text,
      document jsonb not null
    );
    create unique index lock_waiters_once on quarterdeck.lock_waiters (environment, coalesce(service, ''), person)
      where ended is null;
    create unique index lock_waiters_one_turn on quarterdeck.lock_waiters (environment, coalesce(service, ''))
      where ended is null and turn_until is not null;`,
};

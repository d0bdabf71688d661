import type { Migration } from './migration.ts';

export const lanesAndLocks: Migration = {
  name: '0004-lanes-and-locks',
  sql: `
    create sequence quarterdeck.lane_tokens;

    create table quarterdeck.lanes (
      environment text not null,
      service text not null,
      deployment_id text not null,
      token bigint not null,
      taken_at timestamptz not null default now(),
      primary key (environment, service)
    );
    create index lanes_by_deployment on quarterdeck.lanes (deployment_id);

    create table quarterdeck.lane_waiters (
      place bigint generated always as identity primary key,
      deployment_id text not null unique,
      -- [[environment, service], …]
      lanes jsonb not null,
      since timestamptz not null default now()
    );

    create table quarterdeck.locks (
      id text primary key,
      environment text not null,
      -- null: every service of the environment
      service text,
      since bigint not null,
      until bigint,
      released_at bigint,
      document jsonb not null
    );
    create unique index locks_one_in_force on quarterdeck.locks (environment, coalesce(service, ''))
      where released_at is null;`,
};

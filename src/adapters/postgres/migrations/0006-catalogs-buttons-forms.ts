import type { Migration } from './migration.ts';

export const catalogsButtonsForms: Migration = {
  name: '0006-catalogs-buttons-forms',
  sql: `
    create table quarterdeck.catalogs (
      hash text primary key,
      document jsonb not null,
      stored_at timestamptz not null default now()
    );
    create table quarterdeck.active_catalog (
      only_one boolean primary key default true check (only_one),
      hash text not null references quarterdeck.catalogs,
      activated_at timestamptz not null default now()
    );

    create table quarterdeck.buttons (
      id text primary key,
      -- the action in canonical form
      meaning text not null unique,
      action jsonb not null,
      offered_at timestamptz not null default now()
    );

    create table quarterdeck.forms (
      id text primary key,
      context jsonb not null,
      kept_at bigint not null
    );
    create index forms_by_age on quarterdeck.forms (kept_at);`,
};

import type { Migration } from './migration.ts';

export const mailboxes: Migration = {
  name: '0007-mailboxes',
  sql: `
    create table quarterdeck.mailboxes (
      workflow_id text primary key,
      -- number of the newest message
      last integer not null
    );
    create table quarterdeck.mail (
      workflow_id text not null,
      -- 1, 2, 3… without gaps
      number integer not null,
      key text not null,
      body text not null,
      sent_at timestamptz not null default now(),
      primary key (workflow_id, number),
      unique (workflow_id, key)
    );

    create table quarterdeck.replicas (
      name text primary key,
      started_at timestamptz not null default now()
    );`,
};

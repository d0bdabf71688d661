import type { Migration } from './migration.ts';

export const outbox: Migration = {
  name: '0002-outbox',
  sql: `
    -- one sequence for all three, so that an id names one delivery
    create sequence quarterdeck.delivery_ids;

    create table quarterdeck.messages (
      anchor text primary key,
      id bigint not null unique default nextval('quarterdeck.delivery_ids'),
      channel text not null,
      notice jsonb not null,
      wanted integer not null default 1,
      delivered integer not null default 0,
      -- the newest version that can never be delivered
      given_up integer not null default 0,
      channel_id text,
      ts text,
      permalink text,
      started boolean not null default false,
      tries integer not null default 0,
      error text,
      due_at timestamptz not null default now(),
      written_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),
      check ((channel_id is null) = (ts is null))
    );
    create index messages_waiting on quarterdeck.messages (changed_at) where wanted > delivered and wanted > given_up;

    create table quarterdeck.replies (
      id bigint primary key default nextval('quarterdeck.delivery_ids'),
      anchor text not null,
      key text not null,
      notice jsonb not null,
      started boolean not null default false,
      tries integer not null default 0,
      error text,
      due_at timestamptz not null default now(),
      written_at timestamptz not null default now(),
      delivered_at timestamptz,
      given_up_at timestamptz,
      channel_id text,
      ts text,
      unique (anchor, key)
    );
    create index replies_waiting on quarterdeck.replies (anchor, id) where delivered_at is null and given_up_at is null;

    create table quarterdeck.whispers (
      id bigint primary key default nextval('quarterdeck.delivery_ids'),
      key text not null unique,
      person text not null,
      channel text not null,
      response_url text,
      notice jsonb not null,
      started boolean not null default false,
      tries integer not null default 0,
      error text,
      due_at timestamptz not null default now(),
      written_at timestamptz not null default now(),
      delivered_at timestamptz,
      given_up_at timestamptz
    );
    create index whispers_waiting on quarterdeck.whispers (id) where delivered_at is null and given_up_at is null;`,
};

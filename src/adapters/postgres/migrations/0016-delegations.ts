import type { Migration } from './migration.ts';

export const delegations: Migration = {
  name: '0016-delegations',
  sql: `
    -- who approves in whose place; times are ms since the epoch, on the clock that users see
    create table quarterdeck.delegations (
      id text primary key,
      from_id text not null,
      to_id text not null,
      since bigint not null,
      until bigint not null,
      -- the request that ended it before its time
      ended_by text,
      document jsonb not null
    );
    create index delegations_to on quarterdeck.delegations (to_id, until) where ended_by is null;
    create index delegations_until on quarterdeck.delegations (until) where ended_by is null;
    create index delegations_ended on quarterdeck.delegations (ended_by) where ended_by is not null;`,
};

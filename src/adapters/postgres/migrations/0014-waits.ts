import type { Migration } from './migration.ts';

export const waits: Migration = {
  name: '0014-waits',
  sql: `
    -- Workflows that wait for a message and were let go from memory. A release that knows nothing of them runs them again like
    -- all others, and their rows tell nothing then.
    create table quarterdeck.waits (
      workflow_id text primary key,
      -- the step of the workflow in which it waits
      step integer not null,
      -- number of the last message that it has read
      read integer not null,
      -- ms since the epoch, on the clock that users see; null: it waits for a message alone
      until bigint
    );`,
};

import type { Migration } from './migration.ts';

export const firstAsked: Migration = {
  name: '0012-first-asked',
  sql: `
    -- since when the runs of a workflow are looked at that others start; at: ms since the epoch, on the clock that users see
    create table quarterdeck.first_asked (
      what text primary key,
      at bigint not null
    );`,
};

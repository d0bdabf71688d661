import type { Migration } from './migration.ts';

export const mutes: Migration = {
  name: '0017-mutes',
  sql: `
    -- what people do not want to be told; until: ms since the epoch, on the clock that users see, null for ever
    create table quarterdeck.mutes (
      slack_id text not null,
      what text not null,
      until bigint,
      primary key (slack_id, what)
    );`,
};

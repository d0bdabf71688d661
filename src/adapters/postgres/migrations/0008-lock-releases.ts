import type { Migration } from './migration.ts';

export const lockReleases: Migration = {
  name: '0008-lock-releases',
  sql: `
    -- the request that released it; null for locks that ended by themselves
    alter table quarterdeck.locks add column released_by text;
    create index locks_by_release on quarterdeck.locks (released_by) where released_by is not null;`,
};

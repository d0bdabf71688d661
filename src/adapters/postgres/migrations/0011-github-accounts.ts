import type { Migration } from './migration.ts';

export const githubAccounts: Migration = {
  name: '0011-github-accounts',
  sql: `
    -- GitHub accounts that people have shown to be theirs
    create table quarterdeck.github_accounts (
      slack_id text primary key,
      github_id bigint not null unique,
      login text not null,
      document jsonb not null,
      -- encrypted; null where no token is kept
      token text
    );
    create unique index github_accounts_by_login on quarterdeck.github_accounts (lower(login));`,
};

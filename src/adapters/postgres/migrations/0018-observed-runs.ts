import type { Migration } from './migration.ts';

export const observedRuns: Migration = {
  name: '0018-observed-runs',
  sql: `
    -- a run that was started elsewhere can be several deployments, one for each environment that it reaches; the table
    -- deployment_runs, which the release before reads as well, knows the one that was saved last
    create table quarterdeck.observed_runs (
      run_id bigint not null,
      repository text not null,
      deployment_id text not null references quarterdeck.deployments on delete cascade,
      primary key (run_id, repository, deployment_id)
    );`,
};

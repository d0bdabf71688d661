import type { Migration } from './migration.ts';

export const deployments: Migration = {
  name: '0003-deployments',
  sql: `
    create table quarterdeck.deployments (
      id text primary key,
      environment text not null,
      state text not null,
      -- ms since the epoch, on the clock that users see
      requested_at bigint not null,
      document jsonb not null,
      saved_at timestamptz not null default now()
    );
    create index deployments_by_time on quarterdeck.deployments (requested_at desc, id);
    create index deployments_by_environment on quarterdeck.deployments (environment, requested_at desc);
    create index deployments_by_state on quarterdeck.deployments (state);

    create table quarterdeck.deployment_services (
      deployment_id text not null references quarterdeck.deployments on delete cascade,
      service text not null,
      primary key (deployment_id, service)
    );
    create index deployment_services_by_service on quarterdeck.deployment_services (service);

    create table quarterdeck.deployment_runs (
      repository text not null,
      run_id bigint not null,
      deployment_id text not null references quarterdeck.deployments on delete cascade,
      primary key (repository, run_id)
    );

    create table quarterdeck.attempts (
      key text primary key,
      holder text,
      claimed_at timestamptz not null default now()
    );

    create table quarterdeck.running (
      environment text not null,
      service text not null,
      since bigint not null,
      document jsonb not null,
      primary key (environment, service)
    );

    create table quarterdeck.verified (
      environment text not null,
      service text not null,
      since bigint not null,
      sha text not null,
      document jsonb not null,
      primary key (environment, service, since, sha)
    );`,
};

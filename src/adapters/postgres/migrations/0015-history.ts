import type { Migration } from './migration.ts';

/** A service's newest deployments are found without its older ones. A trigger fills the columns, for the release before this one too. */
export const history: Migration = {
  name: '0015-history',
  sql: `
    -- as in deployments; both stay what they were at first
    alter table quarterdeck.deployment_services add column environment text, add column requested_at bigint;
    update quarterdeck.deployment_services s set environment = d.environment, requested_at = d.requested_at
      from quarterdeck.deployments d where d.id = s.deployment_id;
    create index deployment_services_newest on quarterdeck.deployment_services (service, requested_at desc, deployment_id)
      include (environment);
    drop index quarterdeck.deployment_services_by_service;

    create function quarterdeck.date_services() returns trigger language plpgsql as $body$
    begin
      update quarterdeck.deployment_services set environment = new.environment, requested_at = new.requested_at
        where deployment_id = new.id;
      return null;
    end $body$;
    -- It runs at the end of the statement that inserts both.
    create trigger services_are_dated after insert on quarterdeck.deployments
      for each row execute function quarterdeck.date_services();`,
};

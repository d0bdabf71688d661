import type { Deployment } from '../../model/deployment.ts';
import type { Deployments } from '../../ports/deployments.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';
import { createRunning } from './running.ts';

/**
 * Deployments as documents, with what is searched for beside them. A run that goes on to a second environment is several
 * deployments: `observed_runs` has each of them, `deployment_runs`, which an earlier release reads, the one that was saved last.
 */
export function createDeployments(database: Database): Deployments {
  const documents = async (sql: string, values: unknown[]) =>
    (await database.query<{ document: Deployment }>(sql, values)).map(({ document }) => document);

  return {
    async save(deployment) {
      const { id, environment, state, requestedAt, repository, services } = deployment;
      const runs = runIds(deployment);
      await database.query(
        `with saved as (
           insert into quarterdeck.deployments (id, environment, state, requested_at, document) values ($1, $2, $3, $4, $5)
           on conflict (id) do update set environment = excluded.environment, state = excluded.state,
             requested_at = excluded.requested_at, document = excluded.document, saved_at = now()
         ), services as (
           insert into quarterdeck.deployment_services (deployment_id, service) select $1, unnest($6::text[])
           on conflict do nothing
         ), observed as (
           insert into quarterdeck.observed_runs (run_id, repository, deployment_id) select unnest($8::bigint[]), $7, $1
           on conflict do nothing
         )
         insert into quarterdeck.deployment_runs (repository, run_id, deployment_id) select $7, unnest($8::bigint[]), $1
         on conflict (repository, run_id) do update set deployment_id = excluded.deployment_id`,
        [id, environment, state, requestedAt, toJson(deployment), services, repository, runs],
      );
    },
    async get(id) {
      const [found] = await documents('select document from quarterdeck.deployments where id = $1', [cleanText(id)]);
      return found ?? null;
    },
    list: ({ environment, service, states, limit }) =>
      service === undefined
        ? documents(
            `select document from quarterdeck.deployments
             where ($1::text is null or environment = $1) and ($2::text[] is null or state = any($2))
             order by requested_at desc, id limit $3`,
            [environment ?? null, states ?? null, limit],
          )
        : documents(
            `select document from quarterdeck.deployment_services s join quarterdeck.deployments d on d.id = s.deployment_id
             where s.service = $4 and ($1::text is null or s.environment = $1) and ($2::text[] is null or state = any($2))
             order by s.requested_at desc, s.deployment_id limit $3`,
            [environment ?? null, states ?? null, limit, service],
          ),
    ofRun: (repository, runId) =>
      documents(
        `select document from quarterdeck.deployments where id in (
           select deployment_id from quarterdeck.deployment_runs where lower(repository) = lower($1) and run_id = $2
           union
           select deployment_id from quarterdeck.observed_runs where lower(repository) = lower($1) and run_id = $2
         ) order by requested_at, id`,
        [repository, runId],
      ),
    async claimAttempt(key, holder) {
      const claimed = await database.query(
        'insert into quarterdeck.attempts (key, holder) values ($1, $2) on conflict do nothing returning key',
        [key, holder ?? null],
      );
      if (claimed.length > 0 || holder === undefined) return claimed.length > 0;
      const [known] = await database.query<{ holder: string | null }>(
        'select holder from quarterdeck.attempts where key = $1',
        [key],
      );
      return known?.holder === holder;
    },
    async firstAsked(what, now) {
      const [known] = await database.query<{ at: string }>('select at from quarterdeck.first_asked where what = $1', [
        what,
      ]);
      // Of two that ask first at once, the update gives the second what the first has written.
      const [first] = known
        ? [known]
        : await database.query<{ at: string }>(
            `insert into quarterdeck.first_asked (what, at) values ($1, $2)
             on conflict (what) do update set at = quarterdeck.first_asked.at returning at`,
            [what, now],
          );
      return Number(first?.at ?? now);
    },
    ...createRunning(database),
  };
}

function runIds({ run, attempts }: Deployment): number[] {
  const ids = [run?.id ?? null, ...attempts.map(({ runId }) => runId)];
  return [...new Set(ids.filter((id) => id !== null))];
}

import type { Running } from '../../model/running.ts';
import type { Deployments } from '../../ports/deployments.ts';
import type { Database } from './database.ts';
import { toJson } from './encoding.ts';

/** What runs where, and the history of what was verified. */
export function createRunning(database: Database): Pick<Deployments, 'running' | 'setRunning' | 'verified'> {
  const documents = async (sql: string, values: unknown[]) =>
    (await database.query<{ document: Running }>(sql, values)).map(({ document }) => document);

  return {
    running: ({ environment, services }) =>
      documents(
        `select document from quarterdeck.running
         where ($1::text is null or environment = $1) and ($2::text[] is null or service = any($2))
         order by environment, service`,
        [environment ?? null, services ?? null],
      ),
    setRunning: (entries) =>
      database.transaction(async (query) => {
        // In one order, so that two that overlap cannot wait for each other.
        for (const entry of entries.toSorted((a, b) => (lane(a) < lane(b) ? -1 : 1))) {
          const { environment, service, since, sha, verified } = entry;
          await query(
            `insert into quarterdeck.running as now_runs (environment, service, since, document) values ($1, $2, $3, $4)
             on conflict (environment, service) do update set since = excluded.since, document = excluded.document
             where excluded.since >= now_runs.since`,
            [environment, service, since, toJson(entry)],
          );
          if (!verified) continue;
          await query(
            `insert into quarterdeck.verified (environment, service, since, sha, document) values ($1, $2, $3, $4, $5)
             on conflict (environment, service, since, sha) do update set document = excluded.document`,
            [environment, service, since, sha, toJson(entry)],
          );
        }
      }),
    verified: (environment, services, limit) =>
      documents(
        // Service by service from the newest on, whatever lies behind them.
        `select document from unnest($2::text[]) as wanted (service), lateral (
           select document, since, sha from quarterdeck.verified v where v.environment = $1 and v.service = wanted.service
           order by since desc, sha limit $3) as newest
         order by since desc, wanted.service`,
        [environment, services, limit],
      ),
  };
}

const lane = ({ environment, service }: Running) => `${environment}\n${service}`;

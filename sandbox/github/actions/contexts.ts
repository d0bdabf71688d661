import type { Contexts, Status } from './expression.ts';
import { type Conclusion, type Job, type Run, shortRef } from './run.ts';

/** What the expressions of a run may read. `repository` is owner/name; `server` is the web address of the GitHub. */
export function runContexts(run: Run, repository: string, server: string): Contexts {
  return {
    inputs: run.inputs,
    github: {
      actor: run.actor,
      api_url: server,
      base_ref: '',
      event: { ...run.payload, inputs: asStrings(run.inputs) },
      event_name: run.event,
      head_ref: '',
      ref: run.ref,
      ref_name: shortRef(run.ref),
      ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      repository,
      repository_owner: repository.split('/')[0],
      run_attempt: String(run.attempt),
      run_id: String(run.id),
      run_number: String(run.number),
      server_url: server,
      sha: run.sha,
      triggering_actor: run.triggeringActor,
      workflow: run.workflow.name,
    },
  };
}

/** The result of each job key of the run: a matrix fails when one of its jobs does. */
export function results(run: Run): Map<string, Conclusion | null> {
  const byKey = new Map<string, Conclusion | null>();
  for (const [key, jobs] of Map.groupBy(run.jobs, (job) => job.key)) byKey.set(key, sum(jobs));
  return byKey;
}

function sum(jobs: Job[]): Conclusion | null {
  if (jobs.some((job) => job.conclusion === null)) return null;
  for (const worst of ['failure', 'cancelled'] as const) if (jobs.some((job) => job.conclusion === worst)) return worst;
  return jobs.every((job) => job.conclusion === 'skipped') ? 'skipped' : 'success';
}

/** The `needs` context of a job. Outputs are empty: no step of this world computes anything. */
export function needsContext(run: Run, needs: string[]): Record<string, { result: string; outputs: object }> {
  const known = results(run);
  return Object.fromEntries(needs.map((key) => [key, { result: known.get(key) ?? '', outputs: {} }]));
}

/** What `success()`, `failure()` and `cancelled()` answer to a job with these needs. A skipped need is no success. */
export function statusBefore(run: Run, needs: string[]): Status {
  const known = results(run);
  const before = [...ancestry(run, needs)].map((key) => known.get(key));
  const cancelled = run.cancelling;
  return {
    success: !cancelled && needs.every((key) => known.get(key) === 'success'),
    failure: !cancelled && before.includes('failure'),
    cancelled,
  };
}

/** The needs, and what they need in turn. */
function ancestry(run: Run, needs: string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...needs];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(run.workflow.definition.jobs[key]?.needs ?? []));
  }
  return seen;
}

function asStrings(inputs: Run['inputs']): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
}

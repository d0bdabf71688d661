import type { Instant, WorldIds } from '../../contract.ts';
import type { Job, Run } from './run.ts';

/**
 * What a new attempt keeps of the last one: copies of the jobs that are not run again, and the keys that are settled by
 * them. Jobs that depend on one that runs again run again too. Undefined when there is nothing to run.
 */
export function carryOver(
  run: Run,
  wanted: 'all' | 'failed' | Job,
  ids: WorldIds,
): { jobs: Job[]; planned: Set<string> } | undefined {
  if (wanted === 'all') return { jobs: [], planned: new Set() };
  const again = run.jobs.filter((job) =>
    wanted === 'failed' ? job.conclusion === 'failure' || job.conclusion === 'cancelled' : job.id === wanted.id,
  );
  if (again.length === 0) return undefined;
  const keys = new Set(again.map((job) => job.key));
  const dependent = dependents(run, keys);
  const kept = run.jobs.filter((job) => !again.includes(job) && !dependent.has(job.key));
  const settled = new Set(kept.map((job) => job.key).filter((key) => !keys.has(key)));
  const copies = kept.map((job) => ({ ...job, id: ids.number(), attempt: run.attempt + 1, carried: true }));
  return { jobs: copies, planned: settled };
}

/** Files the present attempt away and begins the next, with what is kept of it. */
export function newAttempt(run: Run, next: { actor: string; now: Instant; jobs: Job[]; planned: Set<string> }): void {
  const { attempt, status, conclusion, startedAt, updatedAt, triggeringActor, jobs } = run;
  run.earlier.push({ attempt, status, conclusion, startedAt, updatedAt, triggeringActor, jobs });
  run.attempt += 1;
  run.status = 'queued';
  run.conclusion = null;
  run.cancelling = false;
  run.startedAt = next.now;
  run.updatedAt = next.now;
  run.triggeringActor = next.actor;
  run.jobs = next.jobs;
  run.planned = next.planned;
}

function dependents(run: Run, keys: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const all = Object.entries(run.workflow.definition.jobs);
  for (let grown = true; grown; ) {
    const next = all.filter(
      ([key, { needs }]) => !found.has(key) && needs.some((need) => keys.has(need) || found.has(need)),
    );
    for (const [key] of next) found.add(key);
    grown = next.length > 0;
  }
  return found;
}

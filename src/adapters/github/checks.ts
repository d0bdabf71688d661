import { z } from 'zod';
import type { CheckRun } from '../../model/commit.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';

const checkRun = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  html_url: z.string().nullish(),
  details_url: z.string().nullish(),
  app: z.object({ slug: z.string().nullish() }).nullish(),
  output: z
    .object({ title: z.string().nullish(), summary: z.string().nullish(), text: z.string().nullish() })
    .nullish(),
});
const page = z.object({ total_count: z.number(), check_runs: z.array(checkRun) });
const combined = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      target_url: z.string().nullish(),
      description: z.string().nullish(),
    }),
  ),
  total_count: z.number(),
});

const perPage = 100;
const mostPages = 10;

/**
 * Check runs and the older commit statuses of one commit. Of several runs of one check by one app (a push and a pull
 * request, or a re-run) only the latest counts, as for GitHub's own branch protection.
 */
export async function listChecks(github: GitHub, repository: Repository, sha: string): Promise<CheckRun[]> {
  const what = `checks of ${sha.slice(0, 7)} in ${fullName(repository)}`;
  const [runs, statuses] = await Promise.all([
    allRuns(github, repository, sha, what),
    allStatuses(github, repository, sha, what),
  ]);
  return [
    ...runs.map((run) => ({
      name: run.name,
      status: statusOfRun(run.status),
      conclusion: run.conclusion ?? null,
      url: run.html_url ?? null,
      ...runOf(run),
      ...told(run.output?.title, run.output?.summary, run.output?.text),
    })),
    ...statuses.map(({ context, state, target_url, description }) => ({
      name: context,
      status: state === 'pending' ? ('in_progress' as const) : ('completed' as const),
      conclusion: state === 'pending' ? null : state === 'success' ? 'success' : 'failure',
      url: target_url ?? null,
      ...told(description),
    })),
  ].sort((a, b) => a.name.localeCompare(b.name));
}

/** Actions tells the run of a job in the address of its page alone. */
function runOf({ app, details_url: page }: z.output<typeof checkRun>): { runId?: number } {
  if (app?.slug !== 'github-actions') return {};
  const found = /\/actions\/runs\/(\d{1,15})(?:\/|$)/.exec(page ?? '')?.[1];
  return found === undefined ? {} : { runId: Number(found) };
}

function told(...parts: (string | null | undefined)[]): { output?: string } {
  const output = parts
    .filter((part) => part)
    .join('\n')
    .slice(0, 20_000);
  return output === '' ? {} : { output };
}

async function allRuns(github: GitHub, repository: Repository, sha: string, what: string) {
  const runs = new Map<string, z.output<typeof checkRun>>();
  for (let number = 1, seen = 0; number <= mostPages; number++) {
    const request = github.patient.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      owner: repository.owner,
      repo: repository.name,
      ref: sha,
      filter: 'latest',
      per_page: perPage,
      page: number,
    });
    const found = await ask(request, page, what);
    for (const run of found.check_runs) {
      const key = `${run.app?.slug ?? ''} ${run.name}`;
      if ((runs.get(key)?.id ?? 0) < run.id) runs.set(key, run);
    }
    seen += found.check_runs.length;
    if (found.check_runs.length === 0 || seen >= found.total_count) break;
  }
  return [...runs.values()];
}

async function allStatuses(github: GitHub, repository: Repository, sha: string, what: string) {
  const statuses: z.output<typeof combined>['statuses'] = [];
  for (let number = 1; number <= mostPages; number++) {
    const request = github.patient.request('GET /repos/{owner}/{repo}/commits/{ref}/status', {
      owner: repository.owner,
      repo: repository.name,
      ref: sha,
      per_page: perPage,
      page: number,
    });
    const found = await ask(request, combined, what);
    statuses.push(...found.statuses);
    if (found.statuses.length === 0 || statuses.length >= found.total_count) break;
  }
  return statuses;
}

function statusOfRun(status: string): CheckRun['status'] {
  return status === 'completed' || status === 'in_progress' ? status : 'queued';
}

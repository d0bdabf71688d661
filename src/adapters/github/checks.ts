import { z } from 'zod';
import type { CheckRun } from '../../model/commit.ts';
import { Fault } from '../../model/fault.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { GitHub } from './client.ts';
import { askRepository } from './graph.ts';
import { checksQuery } from './queries.ts';

const run = z.object({
  __typename: z.literal('CheckRun'),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  startedAt: z.string().nullable(),
  url: z.string().nullable(),
  detailsUrl: z.string().nullable(),
  title: z.string().nullable(),
  summary: z.string().nullable(),
  text: z.string().nullable(),
  checkSuite: z.object({ app: z.object({ slug: z.string() }).nullable() }),
});
const status = z.object({
  __typename: z.literal('StatusContext'),
  context: z.string(),
  state: z.string(),
  createdAt: z.string(),
  targetUrl: z.string().nullable(),
  description: z.string().nullable(),
});
type Run = z.output<typeof run>;
type Status = z.output<typeof status>;

const contexts = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(z.discriminatedUnion('__typename', [run, status])),
});
const repositoryOf = z.object({
  object: z.object({ statusCheckRollup: z.object({ contexts }).nullish(), __typename: z.string() }).nullable(),
});

const mostPages = 10;

/**
 * Check runs and the older commit statuses of one commit. Of several runs of one check by one app (a push and a pull
 * request, or a re-run) only the latest counts, as for GitHub's own branch protection.
 */
export async function listChecks(github: GitHub, repository: Repository, sha: string): Promise<CheckRun[]> {
  const found = await readAll(github, repository, sha);
  const runs = latest(
    found.filter((each) => each.__typename === 'CheckRun'),
    (each) => `${each.checkSuite.app?.slug ?? ''} ${each.name}`,
    // One that has not started yet is the newest; of two that started together the worse counts.
    (each) => [each.startedAt === null ? Number.POSITIVE_INFINITY : Date.parse(each.startedAt), rankOf(each)],
  );
  const statuses = latest(
    found.filter((each) => each.__typename === 'StatusContext'),
    (each) => each.context,
    (each) => [Date.parse(each.createdAt), each.state === 'SUCCESS' ? 0 : 1],
  );
  return [...runs.map(ofRun), ...statuses.map(ofStatus)].sort((a, b) => a.name.localeCompare(b.name));
}

async function readAll(github: GitHub, repository: Repository, sha: string): Promise<(Run | Status)[]> {
  const what = `checks of ${sha.slice(0, 7)} in ${fullName(repository)}`;
  const found: (Run | Status)[] = [];
  let after: string | null = null;
  for (let page = 1; page <= mostPages; page++) {
    const { object }: z.output<typeof repositoryOf> = await askRepository(
      github,
      repository,
      checksQuery,
      { sha, after },
      repositoryOf,
      what,
    );
    if (object?.__typename !== 'Commit')
      throw new Fault('not-found', `GitHub knows no ${what}: there is no such commit.`);
    // Null when nobody has reported anything.
    const read: z.output<typeof contexts> | undefined = object.statusCheckRollup?.contexts;
    found.push(...(read?.nodes ?? []));
    if (!read?.pageInfo.hasNextPage || read.pageInfo.endCursor === null) break;
    after = read.pageInfo.endCursor;
  }
  return found;
}

/** Of those with the same key the one with the highest rank. */
function latest<T>(all: readonly T[], keyOf: (each: T) => string, rank: (each: T) => readonly [number, number]): T[] {
  const kept = new Map<string, T>();
  for (const each of all) {
    const before = kept.get(keyOf(each));
    const [time, worse] = rank(each);
    const [known, knownWorse] = before === undefined ? [Number.NEGATIVE_INFINITY, 0] : rank(before);
    if (before === undefined || time > known || (time === known && worse > knownWorse)) kept.set(keyOf(each), each);
  }
  return [...kept.values()];
}

function rankOf({ conclusion }: Run): number {
  return conclusion === 'SUCCESS' || conclusion === 'NEUTRAL' || conclusion === 'SKIPPED' ? 0 : 1;
}

function ofRun(each: Run): CheckRun {
  return {
    name: each.name,
    status: each.status === 'COMPLETED' ? 'completed' : each.status === 'IN_PROGRESS' ? 'in_progress' : 'queued',
    conclusion: each.conclusion?.toLowerCase() ?? null,
    url: each.url,
    ...runOf(each),
    ...told(each.title, each.summary, each.text),
  };
}

function ofStatus({ context, state, targetUrl, description }: Status): CheckRun {
  const pending = state === 'PENDING' || state === 'EXPECTED';
  return {
    name: context,
    status: pending ? 'in_progress' : 'completed',
    conclusion: pending ? null : state === 'SUCCESS' ? 'success' : 'failure',
    url: targetUrl,
    ...told(description),
  };
}

/** Actions tells the run of a job in the address of its page alone. */
function runOf({ checkSuite, detailsUrl }: Run): { runId?: number } {
  if (checkSuite.app?.slug !== 'github-actions') return {};
  const found = /\/actions\/runs\/(\d{1,15})(?:\/|$)/.exec(detailsUrl ?? '')?.[1];
  return found === undefined ? {} : { runId: Number(found) };
}

function told(...parts: (string | null | undefined)[]): { output?: string } {
  const output = parts
    .filter((part) => part)
    .join('\n')
    .slice(0, 20_000);
  return output === '' ? {} : { output };
}

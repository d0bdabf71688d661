import { z } from 'zod';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';
import { askGraph } from './graph.ts';
import { jobEnvironmentsQuery } from './queries.ts';

const named = z.object({ node_id: z.string() });
const found = z.object({
  node: z.object({
    checkSuite: z.object({
      checkRuns: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(
          z.object({
            detailsUrl: z.string().nullable(),
            deployment: z.object({ environment: z.string().nullable() }).nullable(),
          }),
        ),
      }),
    }),
  }),
});

const mostPages = 20;

/** REST says nothing of a job's environment; its deployment does, once the job waits to enter it or has begun. */
export async function jobEnvironments(
  github: GitHub,
  repository: Repository,
  runId: number,
): Promise<Record<number, string>> {
  const { owner, name: repo } = repository;
  const what = `the environments of run ${runId} of ${fullName(repository)}`;
  const request = github.patient.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
    owner,
    repo,
    run_id: runId,
  });
  const { node_id: id } = await ask(request, named, what);
  const entered: Record<number, string> = {};
  let after: string | null = null;
  for (let page = 1; page <= mostPages; page++) {
    const read: z.output<typeof found> = await askGraph(
      github,
      { owner, repository: repo },
      jobEnvironmentsQuery,
      { id, after },
      found,
      what,
    );
    const { nodes, pageInfo } = read.node.checkSuite.checkRuns;
    for (const { detailsUrl, deployment } of nodes) {
      const job = /\/job\/(\d{1,15})(?:[?#]|$)/.exec(detailsUrl ?? '')?.[1];
      if (job !== undefined && deployment?.environment) entered[Number(job)] = deployment.environment;
    }
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) break;
    after = pageInfo.endCursor;
  }
  return entered;
}

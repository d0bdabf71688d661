import type { GitHubSimulation } from '../contract.ts';
import { shortRef } from './actions/run.ts';
import { iso, isoOrNull, web } from './site.ts';
import type { GitHubWorld } from './world-of-github.ts';

/** What the control API shows of this GitHub. Refs are short names, instants ISO 8601. */
export function describeWorld(world: GitHubWorld): ReturnType<GitHubSimulation['world']> {
  const { engine, deployments, running, history, site } = world;
  return {
    running: running.all(),
    runs: engine.runs().map((run) => ({
      id: run.id,
      workflow: run.workflow.file,
      name: run.title,
      event: run.event,
      actor: run.actor,
      ref: shortRef(run.ref),
      sha: run.sha,
      status: run.status,
      conclusion: run.conclusion,
      attempt: run.attempt,
      inputs: run.inputs,
      created_at: iso(run.createdAt),
      html_url: web(site, `/actions/runs/${run.id}`),
      waiting: world.protection.waiting(run).map((waiting) => ({
        job: waiting.job.name,
        environment: waiting.environment,
        reviewers: world.protection
          .reviewers(waiting.rules)
          .filter((login) => world.protection.mayReview(waiting, login)),
        until: isoOrNull(waiting.until),
        apps: [...waiting.apps],
        reports: [...waiting.reports].map(([app, { comment }]) => ({ app, comment })),
      })),
      jobs: run.jobs.map(({ id, name, status, conclusion, steps }) => ({
        id,
        name,
        status,
        conclusion,
        step: steps.find((step) => step.status === 'in_progress')?.name ?? null,
      })),
    })),
    // Those that deploy come first: they are what people run by hand.
    workflows: world.workflows
      .toSorted((a, b) => Number(b.deploys) - Number(a.deploys))
      .flatMap((workflow) => {
        const { file, name, definition } = workflow;
        const dispatch = definition.on.workflow_dispatch;
        if (dispatch === undefined) return [];
        const inputs = Object.entries(dispatch?.inputs ?? {}).map(([key, input]) => ({
          name: key,
          description: input.description ?? key,
          required: input.required,
          default: String(input.default ?? ''),
          options: input.type === 'boolean' ? ['false', 'true'] : (input.options ?? []),
        }));
        return [{ file, name, inputs }];
      }),
    deployments: deployments.list().map((deployment) => ({
      id: deployment.id,
      environment: deployment.environment,
      ref: deployment.ref,
      sha: deployment.sha,
      creator: deployment.creator,
      state: deployment.statuses[0]?.state ?? 'pending',
      run_id: deployment.runId,
      created_at: iso(deployment.createdAt),
    })),
    repositories: {
      [site.fullName]: {
        default_branch: site.defaultBranch,
        branches: Object.fromEntries(history.branches),
        tags: Object.fromEntries(history.tags),
      },
    },
  };
}

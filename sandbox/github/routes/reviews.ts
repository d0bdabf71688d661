import { z } from 'zod';
import { existing, ok, Refusal } from '../http/answer.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { deploymentShape, environmentShape, reviewer } from '../shapes/deployment.ts';
import { simpleUser } from '../shapes/user.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { environments } from './deployments.ts';

const decision = z.object({
  environment_ids: z.array(z.number()).min(1),
  state: z.enum(['approved', 'rejected']),
  comment: z.string(),
});

/** Runs that wait for the reviewers of an environment. */
export function reviewRoutes(world: GitHubWorld): Route[] {
  const { site, engine, protection, deployments } = world;
  const find = (request: ApiRequest) => existing(engine.run(request.id('run_id')));
  const environment = (name: string) => existing(environments(world).find((each) => each.name === name));
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
      needs: 'actions:read',
      handle(request) {
        const names = new Set(protection.waiting(find(request)).map((job) => job.environment?.name ?? ''));
        const shown = [...names].map(environment).map((each) => {
          const { id, node_id, name, url, html_url } = environmentShape(site, each);
          return {
            environment: { id, node_id, name, url, html_url },
            wait_timer: 0,
            wait_timer_started_at: null,
            current_user_can_approve: each.reviewers.includes(request.actor.login),
            reviewers: each.reviewers.map((login) => reviewer(site, login)),
          };
        });
        return ok(shown);
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
      // Reviewers are people and teams: an app's installation is neither.
      needs: 'user',
      handle(request) {
        const run = find(request);
        const { environment_ids, state, comment } = request.body(decision);
        const named = environments(world).filter(({ id }) => environment_ids.includes(id));
        const { login } = request.actor;
        const allowed = named.filter(({ reviewers }) => reviewers.includes(login)).map(({ name }) => name);
        const review = { environments: allowed, approved: state === 'approved', reviewer: login, comment };
        const jobs = protection.review(run, review);
        if (jobs.length === 0) throw new Refusal(422, 'There are no pending deployment requests to approve or reject');
        const decided = jobs.map((job) => deployments.get(job.deploymentId ?? 0));
        return ok(decided.filter((each) => each !== undefined).map((each) => deploymentShape(site, each)));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
      needs: 'actions:read',
      handle: (request) =>
        ok(
          protection.reviews(find(request)).map((review) => ({
            environments: review.environments.map((name) => {
              const { id, node_id, url, html_url, created_at, updated_at } = environmentShape(site, environment(name));
              return { id, node_id, name, url, html_url, created_at, updated_at };
            }),
            state: review.approved ? 'approved' : 'rejected',
            user: simpleUser(site, review.reviewer),
            comment: review.comment,
          })),
        ),
    },
  ];
}

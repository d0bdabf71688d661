import { z } from 'zod';
import { existing, noContent, ok, Refusal } from '../http/answer.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { deploymentShape } from '../shapes/deployment.ts';
import { environmentShape, reviewersOf, waitMinutes } from '../shapes/environment.ts';
import { simpleUser } from '../shapes/user.ts';
import { isoOrNull } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { environments } from './environments.ts';

const decision = z.object({
  environment_ids: z.array(z.number()).min(1),
  state: z.enum(['approved', 'rejected']),
  comment: z.string(),
});
/** Without a state it is a report, which has to say something. GitHub takes 1,024 characters of Markdown. */
const report = z.union([
  z.object({
    environment_name: z.string(),
    state: z.enum(['approved', 'rejected']),
    comment: z.string().max(1_024).default(''),
  }),
  z.object({ environment_name: z.string(), state: z.undefined().optional(), comment: z.string().min(1).max(1_024) }),
]);

/** Runs that wait to be let into an environment: by reviewers, a timer, or the rule of an app. */
export function reviewRoutes(world: GitHubWorld): Route[] {
  const { site, engine, protection, deployments, teams } = world;
  const find = (request: ApiRequest) => existing(engine.run(request.id('run_id')));
  const shapeOf = (name: string) => {
    const found = existing(environments(world).find((each) => each.name === name));
    const { protection_rules: _, deployment_branch_policy: __, ...shown } = environmentShape(site, teams, found);
    return shown;
  };
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
      needs: 'actions:read',
      handle(request) {
        const waiting = Map.groupBy(protection.waiting(find(request)), ({ environment }) => environment);
        const shown = [...waiting.entries()].map(([name, jobs]) => {
          const { id, node_id, url, html_url } = shapeOf(name);
          const [{ rules, since } = existing(jobs[0])] = jobs;
          return {
            environment: { id, node_id, name, url, html_url },
            wait_timer: waitMinutes(rules.waitTimer),
            wait_timer_started_at: isoOrNull(rules.waitTimer === null ? null : since),
            current_user_can_approve: jobs.some((each) => protection.mayReview(each, request.actor.login)),
            reviewers: reviewersOf(site, teams, rules),
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
        const decided = protection.review(run, {
          environments: named.map(({ name }) => name),
          approved: state === 'approved',
          reviewer: login,
          comment,
        });
        if (decided.length === 0)
          throw new Refusal(422, 'There are no pending deployment requests to approve or reject');
        const entered = decided.map(({ job }) => deployments.get(job.deploymentId ?? 0));
        return ok(entered.filter((each) => each !== undefined).map((each) => deploymentShape(site, each)));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
      needs: 'actions:read',
      handle: (request) =>
        ok(
          protection.reviews(find(request)).map((review) => ({
            environments: review.environments.map(shapeOf),
            state: review.approved ? 'approved' : 'rejected',
            user: simpleUser(site, review.reviewer),
            comment: review.comment,
          })),
        ),
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule',
      needs: 'deployments:write',
      handle(request) {
        // The rule is the app's own: nobody else can speak for it.
        if (request.actor.kind !== 'installation')
          throw new Refusal(403, 'Resource not accessible by personal access token');
        const { environment_name, state = null, comment } = request.body(report);
        const taken = protection.report(find(request), {
          app: 'quarterdeck',
          environment: environment_name,
          state,
          comment,
        });
        if (taken === 'not waiting')
          throw new Refusal(422, `No custom deployment protection rule is pending for ${environment_name}.`);
        if (taken === 'too many') throw new Refusal(422, 'A deployment takes ten status reports at most.');
        return noContent;
      },
    },
  ];
}

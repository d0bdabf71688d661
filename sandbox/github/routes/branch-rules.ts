import { existing, ok, Refusal } from '../http/answer.ts';
import { mayUse } from '../http/credentials.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/route.ts';
import { classicProtection, rulesetShape, rulesOf } from '../shapes/branch-rules.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** What protects a branch. */
export function branchRuleRoutes(world: GitHubWorld): Route[] {
  const { site, history, branchProtections } = world;
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/branches/{branch}/protection',
      needs: 'administration:read',
      handle(request) {
        const branch = request.param('branch');
        if (!history.branches.has(branch)) throw new Refusal(404, 'Branch not found');
        const rules = branchProtections.classic(branch);
        if (rules === undefined) throw new Refusal(404, 'Branch not protected');
        return ok(classicProtection(site, branch, rules));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/rules/branches/{branch}',
      needs: 'metadata:read',
      handle(request) {
        const found = branchProtections.rulesets(request.param('branch')).flatMap((each) => rulesOf(site, each));
        return paged(request, found, (rule) => rule);
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/rulesets/{ruleset_id}',
      needs: 'metadata:read',
      handle(request) {
        const ruleset = existing(branchProtections.ruleset(request.id('ruleset_id')));
        return ok(rulesetShape(site, ruleset, mayUse(request.actor, 'administration:write')));
      },
    },
  ];
}

import type { Actor } from '../http/route.ts';
import { nodeId } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { organizationNode } from './organization.ts';
import { QueryRefusal } from './refusal.ts';
import { repositoryNode } from './repository.ts';
import { workflowRunNode } from './workflow-run.ts';

/** Where a query begins, for whoever asks it. */
export function rootOf(world: GitHubWorld, actor: Actor): object {
  const { site } = world;
  return {
    node({ id }: { id: string }) {
      const run = world.engine.runs().find((each) => nodeId('WFR', each.id) === id);
      if (run !== undefined) return workflowRunNode(world, actor, run);
      throw new QueryRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
    },
    organization({ login }: { login: string }) {
      if (login.toLowerCase() === site.owner.toLowerCase()) return organizationNode(world, actor);
      throw new QueryRefusal('NOT_FOUND', `Could not resolve to an Organization with the login of '${login}'.`);
    },
    repository({ owner, name }: { owner: string; name: string }) {
      const asked = `${owner}/${name}`;
      if (asked.toLowerCase() === site.fullName.toLowerCase()) return repositoryNode(world, actor);
      throw new QueryRefusal('NOT_FOUND', `Could not resolve to a Repository with the name '${asked}'.`);
    },
  };
}

import type { Actor } from '../http/route.ts';
import { nodeId } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { commitNode } from './commit.ts';
import { organizationNode } from './organization.ts';
import { mustBeAllowed, QueryRefusal } from './refusal.ts';
import { repositoryNode } from './repository.ts';
import { workflowRunNode } from './workflow-run.ts';

/** Where a query begins, for whoever asks it. */
export function rootOf(world: GitHubWorld, actor: Actor): object {
  const { site } = world;
  function node(id: string): object {
    const run = world.engine.runs().find((each) => nodeId('WFR', each.id) === id);
    if (run !== undefined) return workflowRunNode(world, actor, run);
    const commit = [...world.history.commits.values()].find(({ sha }) => nodeId('C', sha) === id);
    if (commit === undefined)
      throw new QueryRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
    mustBeAllowed(actor, 'contents:read');
    return commitNode(world, actor, commit);
  }
  return {
    node: ({ id }: { id: string }) => node(id),
    // One that is refused does not take the others with it.
    nodes: ({ ids }: { ids: string[] }) => ids.map(async (id) => node(id)),
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

import type { Run } from '../actions/run.ts';
import type { Actor } from '../http/route.ts';
import { nodeId } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { checkRunNode } from './commit.ts';
import { type Asked, connection } from './connection.ts';
import { mustBeAllowed } from './refusal.ts';

/** A run of Actions with the checks that its jobs are. */
export function workflowRunNode(world: GitHubWorld, actor: Actor, run: Run): object {
  mustBeAllowed(actor, 'actions:read', 'checks:read');
  const checks = run.jobs.flatMap(({ id }) => world.checks.get(id) ?? []);
  return {
    __typename: 'WorkflowRun',
    id: nodeId('WFR', run.id),
    checkSuite: {
      checkRuns: (asked: Asked) => connection(checks, asked, (check) => checkRunNode(world, actor, check)),
    },
  };
}

import type { Environment } from '../model/catalog.ts';
import type { PointsAt, ResolvedRef } from '../model/commit.ts';
import { shortSha, temporaryTags } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Repository } from '../model/repository.ts';
import type { Verdict } from '../model/verdict.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { attempted } from './attempted.ts';
import { type Away, orAway } from './away.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** What is dispatched so that the run is of exactly the approved commit; or why that cannot be had. */
export type Pinned =
  | { kind: 'pinned'; ref: string; inputs: Record<string, string>; headShaMustMatch: boolean }
  | { kind: 'moved'; verdict: Verdict }
  | Away;

/** What is dispatched by its own name, and may have moved since it was fixed to a commit; null when nothing is. */
export function movable(kind: ResolvedRef['kind'], { pin }: Pick<Environment, 'pin'>): 'branch' | 'tag' | null {
  return kind === 'tag' || (kind === 'branch' && pin === 'tip') ? kind : null;
}

/**
 * GitHub dispatches a branch or a tag, never a SHA: ARCHITECTURE, "Which commit, which run". `seen`: where the ref points, when
 * it was looked at just now.
 */
export async function pin<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  repository: Repository,
  seen: PointsAt | null,
): Promise<Pinned> {
  const { kind, name } = deployment.ref;
  const moves = movable(kind, environment);
  if (moves) {
    const look = () => ports.source.pointsAt(repository, moves, name);
    const found = seen ?? (await context.step('where the ref points', () => orAway(look)));
    if ('kind' in found) return found;
    const { now, twin } = found;
    if (now === deployment.sha) {
      // A bare name that is both a branch and a tag would leave the choice to GitHub.
      const full = `refs/${kind === 'tag' ? 'tags' : 'heads'}/${name}`;
      return { kind: 'pinned', ref: twin ? full : name, inputs: {}, headShaMustMatch: true };
    }
    const where = now === null ? 'is gone' : `now points at ${shortSha(now)}`;
    return moved(deployment, `The ${kind} ${name} ${where}; this deployment is bound to ${shortSha(deployment.sha)}.`);
  }
  if (environment.pin === 'temporary-tag') {
    const tag = temporaryTag(deployment.id);
    deployment.temporaryTag = true;
    const make = () => ports.source.createTag(repository, tag, deployment.sha).then(() => null);
    const away = await context.effect('make the temporary tag', () => orAway(make));
    // The release before stored nothing here.
    if (away) return away;
    return { kind: 'pinned', ref: tag, inputs: {}, headShaMustMatch: true };
  }
  if (environment.pin === 'input') {
    const base = kind === 'branch' ? name : 'branch' in environment.defaultRef ? environment.defaultRef.branch : null;
    if (base) return { kind: 'pinned', ref: base, inputs: { sha: deployment.sha }, headShaMustMatch: false };
  }
  return moved(deployment, `A bare SHA cannot be dispatched with pin: ${environment.pin}.`);
}

function moved(deployment: Deployment, says: string): Pinned {
  const { ref, sha, environment, target } = deployment;
  return {
    kind: 'moved',
    verdict: {
      gate: 'ref',
      outcome: 'block',
      reason: 'ref-moved',
      says,
      saw: [{ what: `Commit of ${ref.name}`, found: 'another', wanted: shortSha(sha) }],
      unblock: `Ask again with /deploy ${environment} ${target} ${ref.name}: what it points at then is judged, and approved, anew.`,
      who: [],
      when: null,
    },
  };
}

/** Removes what `pin` may have made. A re-run does not need it: GitHub keeps the commit of a run. */
export async function unpin<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
): Promise<void> {
  if (!deployment.temporaryTag) return;
  const tag = temporaryTag(deployment.id);
  await attempted(context, ports, deployment, 'remove the temporary tag', `The tag ${tag} could not be removed`, () =>
    ports.source.deleteTag(repository, tag),
  );
  deployment.temporaryTag = false;
}

function temporaryTag(deploymentId: string): string {
  return `${temporaryTags}${deploymentId}`;
}

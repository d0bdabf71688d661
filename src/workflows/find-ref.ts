import type { Catalog, Environment, Target } from '../model/catalog.ts';
import { findTarget, targetNames } from '../model/catalog.ts';
import type { RefProblem, ResolvedRef } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { nearest } from '../model/nearest.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** What was asked for, as it is on GitHub now. `typed`: as typed; null for the environment's default. */
export async function findRef(
  { source, deployments }: Pick<DeployPorts, 'source' | 'deployments'>,
  catalog: Catalog,
  target: Target,
  environment: Environment,
  typed: string | null,
): Promise<ResolvedRef | RefProblem> {
  const repository = target.pipeline.repository;
  if (typed !== null) return orTarget(await source.resolve(repository, typed), catalog);
  const by = environment.defaultRef;
  if ('branch' in by) return source.resolve(repository, by.branch);
  if ('latestTag' in by) {
    const tag = await source.latestTag(repository, by.latestTag);
    return tag === null
      ? { problem: 'ref-not-found', ref: by.latestTag, candidates: [] }
      : source.resolve(repository, tag);
  }
  const [newest] = await deployments.verified(by.verifiedIn, target.services, 1);
  return newest
    ? source.resolve(repository, newest.sha)
    : { problem: 'ref-not-found', ref: `what ${by.verifiedIn} has verified`, candidates: [] };
}

/** What a deployment is of, whatever its ref points at by now. */
export function fixedRef(deployment: Deployment): ResolvedRef {
  return {
    kind: deployment.ref.kind,
    name: deployment.ref.name,
    sha: deployment.sha,
    tree: deployment.tree,
    title: deployment.commit.title,
    author: deployment.commit.author,
    committedAt: deployment.commit.at,
    url: deployment.commit.url,
  };
}

/** A service that is mistyped reads as a ref that is not there: the refusal then names the service too. */
function orTarget(found: ResolvedRef | RefProblem, catalog: Catalog): ResolvedRef | RefProblem {
  if (!('problem' in found) || found.problem !== 'ref-not-found') return found;
  const name = nearest(found.ref, targetNames(catalog));
  if (name === null) return found;
  const kind = findTarget(catalog, name)?.pipeline.services.includes(name) ? 'service' : 'group';
  return { ...found, target: { kind, name } };
}

import type { Catalog, Environment, Target } from '../model/catalog.ts';
import type { ResolvedRef } from '../model/commit.ts';
import { shortSha } from '../model/commit.ts';
import { ofOutside } from '../model/fault.ts';
import { nearest } from '../model/nearest.ts';
import type { Repository } from '../model/repository.ts';
import type { RollbackRefusal, Version } from '../model/rollback.ts';
import type { Running } from '../model/running.ts';
import { say, verifiedThere } from '../policy/rollback-target.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { findRef, fixedRef } from './find-ref.ts';

type Ports = Pick<DeployPorts, 'source' | 'deployments'>;

/** What somebody typed, as a version: by what ran there, and only then by what GitHub has. */
export async function typedVersion(
  ports: Ports,
  catalog: Catalog,
  target: Target,
  environment: Environment,
  verified: readonly Running[],
  typed: string,
): Promise<Version | RollbackRefusal> {
  const known = verifiedThere({ verified: [...verified] });
  const isSha = /^[0-9a-f]{7,40}$/i.test(typed);
  const named = known.filter(({ ref, sha }) => ref === typed || (isSha && sha.startsWith(typed.toLowerCase())));
  const [only, ...others] = named;
  if (only && others.length === 0) return only;
  if (only) {
    return refusal('version-unclear', `"${typed}" was more than one version in ${environment.name}`, [
      `Type one of ${named.map(({ sha }) => shortSha(sha)).join(', ')}; the newest is first.`,
    ]);
  }
  const near = nearest(
    typed,
    known.map(({ ref }) => ref),
  );
  const there = known.length > 0 ? [`Verified there, newest first: ${known.map(say).join(', ')}.`] : [];
  const meant = (name: string | null) => (name === null ? [] : [`Did you mean ${name}?`]);
  try {
    const found = await findRef(ports, catalog, target, environment, typed);
    if (!('problem' in found)) return { ref: found.name, sha: found.sha };
    const candidate = near ?? found.candidates[0] ?? null;
    if (found.problem === 'ref-ambiguous') {
      const lines = [`It could be ${found.candidates.join(' or ')}; type that in full.`, ...there];
      return refusal('version-unclear', `"${typed}" is more than one version`, lines);
    }
    return refusal('version-unknown', `There is no version "${typed}"`, [...meant(candidate), ...there]);
  } catch (error) {
    if (!ofOutside(error)) throw error;
    return refusal('version-unknown', `"${typed}" is none of the versions that were verified in ${environment.name}`, [
      `GitHub cannot be asked about others: ${error.message}`,
      ...meant(near),
      ...there,
    ]);
  }
}

/** The commit of a version with what is told of it: as it was deployed before, else as GitHub knows it. It is never waited for. */
export async function commitOfVersion(
  ports: Ports,
  repository: Repository,
  verified: readonly Running[],
  { ref, sha }: Version,
): Promise<ResolvedRef> {
  const ids = verified.flatMap((one) => (one.sha === sha && one.deploymentId !== null ? [one.deploymentId] : []));
  const before = ids[0] === undefined ? null : await ports.deployments.get(ids[0]);
  if (before?.sha === sha) return fixedRef(before);
  const nothing = { tree: '', title: sha, author: { name: 'unknown', login: null }, committedAt: 0, url: '' };
  try {
    const found = await ports.source.resolve(repository, sha);
    return 'problem' in found ? { kind: 'sha', name: sha, sha, ...nothing } : { ...found, name: ref };
  } catch (error) {
    if (ofOutside(error)) return { kind: 'sha', name: sha, sha, ...nothing };
    throw error;
  }
}

function refusal(reason: RollbackRefusal['reason'], title: string, lines: string[]): RollbackRefusal {
  return { kind: 'refused', reason, title, lines };
}

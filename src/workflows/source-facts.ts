import type { Gates } from '../model/catalog.ts';
import type { RefProblem, ResolvedRef } from '../model/commit.ts';
import type { Fact, Facts } from '../model/facts.ts';
import { known } from '../model/facts.ts';
import type { Repository } from '../model/repository.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';

/** What GitHub knows of the commit and of the branch, as far as the environment's gates look at it. */
export async function sourceFacts(
  ports: DeployPorts,
  repository: Repository,
  gates: Gates,
  finding: Fact<ResolvedRef | RefProblem> | Promise<Fact<ResolvedRef | RefProblem>>,
): Promise<Pick<Facts, 'checks' | 'pullRequests' | 'protection'>> {
  const { source } = ports;
  // Of a catalog that an earlier release stored, the younger rules are undefined.
  const { checks: checksRule, review, branchProtection: branch } = gates;
  // The protection does not wait for the commit; the rest is asked as soon as that is known.
  const protecting = branch ? fact(() => source.branchProtection(repository, branch.branch)) : known(null);
  const ofCommit = async <T>(wanted: unknown, read: (sha: string) => Promise<T[]>): Promise<Fact<T[]>> => {
    const found = await finding;
    const sha = found.known && 'sha' in found.value ? found.value.sha : null;
    return sha && wanted ? fact(() => read(sha)) : known([]);
  };
  const [checks, pullRequests, protection] = await Promise.all([
    ofCommit(checksRule, (sha) => source.checks(repository, sha)),
    ofCommit(review, (sha) => source.pullRequests(repository, sha)),
    protecting,
  ]);
  return { checks, pullRequests, protection };
}

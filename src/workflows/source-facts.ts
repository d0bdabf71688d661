import type { Environment } from '../model/catalog.ts';
import type { RefProblem, ResolvedRef } from '../model/commit.ts';
import type { Fact, Facts } from '../model/facts.ts';
import { known } from '../model/facts.ts';
import type { Repository } from '../model/repository.ts';
import type { Running } from '../model/running.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';

/** What GitHub knows of the commit and of the branch, as far as the environment's gates look at it. */
export async function sourceFacts(
  ports: DeployPorts,
  repository: Repository,
  { gates, approvals }: Pick<Environment, 'gates' | 'approvals'>,
  finding: Fact<ResolvedRef | RefProblem> | Promise<Fact<ResolvedRef | RefProblem>>,
  runs: Promise<Fact<Running[]>>,
): Promise<Pick<Facts, 'checks' | 'pullRequests' | 'commits' | 'protection'>> {
  const { source } = ports;
  // Of a catalog that an earlier release stored, the younger rules are undefined.
  const { checks: checksRule, review, commits: commitRule, branchProtection: branch } = gates;
  const wantsCommits = commitRule || approvals?.authors === false;
  // The protection does not wait for the commit; the rest is asked as soon as that is known.
  const protecting = branch ? fact(() => source.branchProtection(repository, branch.branch)) : known(null);
  const shaOf = async () => {
    const found = await finding;
    return found.known && 'sha' in found.value ? found.value.sha : null;
  };
  const ofCommit = async <T, U>(wanted: unknown, read: (sha: string) => Promise<T>, none: U): Promise<Fact<T | U>> => {
    const sha = wanted ? await shaOf() : null;
    return sha === null ? known(none) : fact(() => read(sha));
  };
  const range = async (): Promise<Facts['commits']> => {
    const running = await runs;
    if (!running.known) return running;
    const since = [...new Set(running.value.map((entry) => entry.sha))];
    return ofCommit(wantsCommits, (sha) => source.commitRange(repository, since, sha), null);
  };
  const [checks, pullRequests, commits, protection] = await Promise.all([
    ofCommit(checksRule, (sha) => source.checks(repository, sha), []),
    ofCommit(review, (sha) => source.pullRequests(repository, sha), []),
    wantsCommits ? range() : known(null),
    protecting,
  ]);
  return { checks, pullRequests, commits, protection };
}

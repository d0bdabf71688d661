import type { Environment } from '../model/catalog.ts';
import type { CheckRun, RefProblem, ResolvedRef } from '../model/commit.ts';
import type { Fact, Facts } from '../model/facts.ts';
import { known } from '../model/facts.ts';
import type { Repository } from '../model/repository.ts';
import type { Running } from '../model/running.ts';
import { nameFits } from '../policy/check-names.ts';
import { filesOf, readArtifacts } from './artifact-facts.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';

/** What GitHub knows of the commit and of the branch, as far as the environment's gates look at it. */
export async function sourceFacts(
  ports: DeployPorts,
  repository: Repository,
  { gates, approvals }: Pick<Environment, 'gates' | 'approvals'>,
  finding: Fact<ResolvedRef | RefProblem> | Promise<Fact<ResolvedRef | RefProblem>>,
  runs: Promise<Fact<Running[]>>,
  verifying: Promise<Fact<Running[]>>,
): Promise<Pick<Facts, 'checks' | 'results' | 'artifacts' | 'pullRequests' | 'commits' | 'protection'>> {
  const { source } = ports;
  // Of a catalog that an earlier release stored, the younger rules are undefined.
  const { checks: checksRule, review, commits: commitRule, branchProtection: branch } = gates;
  const wantsAuthors = approvals?.authors === false;
  const wantsCommits = commitRule || wantsAuthors;
  // The protection does not wait for the commit; the rest is asked as soon as that is known.
  const protecting = branch
    ? fact(() => source.branchProtection(repository, branch.branch, branch.administrators))
    : known(null);
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
    return ofCommit(wantsCommits, (sha) => source.commitRange(repository, since, sha, wantsAuthors), null);
  };
  const ofChecks = ofCommit(checksRule, (sha) => source.checks(repository, sha), []);
  /** The commit of the same content that the earlier environment verified, where it is another one. */
  const twinOf = async (): Promise<string | null> => {
    const [found, verified] = await Promise.all([finding, verifying]);
    const own = found.known && 'tree' in found.value ? found.value : null;
    if (gates.after?.same !== 'tree' || !verified.known || !own) return null;
    const twin = verified.value.find((entry) => entry.tree === own.tree);
    return twin && twin.sha !== own.sha ? twin.sha : null;
  };
  const files = checksRule ? filesOf(checksRule) : [];
  const unpacking = async (): Promise<NonNullable<Facts['artifacts']>> => {
    const [sha, twin] = await Promise.all([shaOf(), twinOf()]);
    const shas = [sha, twin].filter((each) => each !== null);
    return fact(() => readArtifacts(source, repository, shas, files));
  };
  const measuring = async (): Promise<Facts['results']> => {
    const patterns = [checksRule?.coverage?.check, checksRule?.loadTest?.check].filter((each) => each !== undefined);
    if (patterns.length === 0) return known([]);
    const [own, twin] = await Promise.all([ofChecks, twinOf()]);
    if (!own.known) return known([]);
    const theirs = twin === null ? known([]) : await fact(() => source.checks(repository, twin));
    if (!theirs.known) return theirs;
    const fits = ({ name }: CheckRun) => patterns.some((pattern) => nameFits(pattern, name));
    return known([...own.value, ...theirs.value].filter(fits));
  };
  const [checks, results, artifacts, pullRequests, commits, protection] = await Promise.all([
    // What the checks tell of themselves is kept only where it is looked at.
    ofChecks.then((all) => (all.known ? known(all.value.map(({ output: _, ...check }) => check)) : all)),
    measuring(),
    files.length > 0 ? unpacking() : null,
    ofCommit(review, (sha) => source.pullRequests(repository, sha), []),
    wantsCommits ? range() : known(null),
    protecting,
  ]);
  return { checks, results, ...(artifacts ? { artifacts } : {}), pullRequests, commits, protection };
}

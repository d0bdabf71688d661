import type { ArtifactFile, ArtifactResult } from '../model/artifact.ts';
import type { Backups } from '../model/backup.ts';
import type { BranchProtection } from '../model/branch-protection.ts';
import type { CoverageRule, Environment, LoadTestRule } from '../model/catalog.ts';
import type { CheckRun } from '../model/commit.ts';
import type { CommitRange } from '../model/commit-range.ts';
import type { LoadTestResult } from '../model/measured.ts';
import type { PullRequest, Review } from '../model/pull-request.ts';
import type { Situation } from '../model/situation.ts';
import type { Instant } from '../model/time.ts';

/** The pull request that brought the commit in this situation, with as many reviews as the environment wants. */
export function pullRequestsOf({ gates }: Environment, sha: string, review: Situation['review']): PullRequest[] {
  if (review === 'none') return [];
  const wanted = gates.review?.approvals ?? 0;
  const said = (reviewer: string, state: Review['state']): Review => ({ reviewer, state, sha, counts: true });
  const approved = Array.from({ length: review === 'unapproved' ? Math.max(0, wanted - 1) : wanted }, (_, index) =>
    said(`reviewer ${index + 1}`, 'approved'),
  );
  const objection = review === 'changes-requested' ? [said('another reviewer', 'changes-requested')] : [];
  const about = { number: 1, title: 'A change', url: '', author: 'the author', base: 'main' };
  return [{ ...about, state: 'merged', head: sha, mergedAs: sha, reviews: [...approved, ...objection] }];
}

/** What protects the branch that the environment names: all that it demands, or nothing. */
export function protectionOf({ gates }: Environment, isProtected: boolean): BranchProtection | null {
  const demanded = gates.branchProtection;
  if (!demanded) return null;
  const { branch, approvals, upToDate, signatures } = demanded;
  const checks = ['build'];
  const whole = { name: 'branch protection', approvals, checks, upToDate, signatures, administrators: true };
  return { branch, sources: isProtected ? [whole] : [], unseen: [] };
}

/** One new commit, which fits the environment's rule or breaks all of it. */
export function commitsOf({ gates }: Environment, sha: string, inOrder: boolean): CommitRange | null {
  if (!gates.commits) return null;
  const title = inOrder ? `fix: a change (${gates.commits.issuePrefixes[0] ?? '#'}1)` : 'A change';
  const signature = inOrder ? { verified: true, reason: 'valid' } : { verified: false, reason: 'unsigned' };
  const author = { name: 'somebody', login: null };
  return { since: [sha], commits: [{ sha, title, message: title, author, merge: false, signature }], total: 1 };
}

/** Checks that tell what is just good enough, or just not; none where they tell nothing. */
export function resultsOf({ gates }: Environment, measured: Situation['measured']): CheckRun[] {
  if (measured === 'nothing') return [];
  const { coverage, loadTest } = gates.checks ?? {};
  const told = (check: string, output: string): CheckRun => ({
    name: check.replaceAll('*', 'x'),
    status: 'completed',
    conclusion: 'success',
    url: null,
    output,
  });
  const enough = measured === 'enough';
  const load = loadTest && loadOf(loadTest, enough);
  const lines = load && [
    `p95 | ${load.p95}ms`,
    `p99 | ${load.p99}ms`,
    `errors | ${load.errors}%`,
    `order execution | ${load.orderExecution}ms`,
  ];
  return [
    ...(coverage?.check ? [told(coverage.check, `Coverage: ${percentOf(coverage, enough)}%`)] : []),
    ...(loadTest?.check && lines ? [told(loadTest.check, lines.join('\n'))] : []),
  ];
}

/** The same for files of artifacts; undefined where none are looked at. */
export function artifactsOf({ gates }: Environment, measured: Situation['measured']): ArtifactResult[] | undefined {
  const { coverage, loadTest } = gates.checks ?? {};
  const enough = measured === 'enough';
  const told = (from: ArtifactFile): ArtifactResult => ({
    ...from,
    missing: measured === 'nothing' ? `there is no artifact ${from.artifact}` : null,
    coverage: coverage ? percentOf(coverage, enough) : null,
    loadTest: loadTest ? { ...loadOf(loadTest, enough), missed: enough ? [] : ['a threshold'] } : null,
  });
  const files = [coverage?.from, loadTest?.from].filter((from) => from !== undefined);
  return files.length > 0 ? files.map(told) : undefined;
}

function percentOf({ minimum }: CoverageRule, enough: boolean): number {
  return enough ? minimum : Math.max(0, minimum - 1);
}

function loadOf(rule: LoadTestRule, enough: boolean): LoadTestResult {
  const time = (limit: number | null) => Math.max(0, (limit ?? 1) - (enough ? 1 : 0));
  return {
    p95: time(rule.p95),
    p99: time(rule.p99),
    errors: (rule.errors ?? 1) * (enough ? 0.5 : 1),
    orderExecution: time(rule.orderExecution),
  };
}

/** One run of the workflow that makes backups, which began so long ago; none where there is no age. */
export function backupsOf(age: Situation['backupAge'], now: Instant): Backups {
  if (age === null) return { good: null, newest: null, looked: 0 };
  const run = { at: now - age, status: 'completed' as const, conclusion: 'success' as const, url: '' };
  return { good: run, newest: run, looked: 1 };
}

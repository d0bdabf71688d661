import type { BranchProtectionRule, CommitRule, Gates } from '../model/catalog.ts';
import { sayDuration } from '../model/time.ts';
import { list } from '../policy/verdicts.ts';

/** One line for each gate that asks GitHub about the commit, as `check` prints it. */
export function describeSource({ checks, review, branchProtection, commits, backup }: Gates): string[] {
  const people = review?.approvals === 1 ? '1 person' : `${review?.approvals} people`;
  return [
    ...(checks ? [`checks: ${describeChecks(checks)}`] : []),
    ...(review ? [`review: approved by ${people} other than the author of the pull request`] : []),
    ...(branchProtection
      ? [`${branchProtection.branch} protected by: ${list(describeProtection(branchProtection))}`]
      : []),
    ...(backup ? [`backup: by ${backup.workflow}, at most ${sayDuration(backup.maxAge)} old`] : []),
    ...(commits ? [`commits: ${list(describeCommits(commits))}`] : []),
  ];
}

function describeChecks({ all, required }: NonNullable<Gates['checks']>): string {
  if (!all) return list(required);
  return required.length > 0 ? `all, among them ${list(required)}` : 'all';
}

function describeProtection(rule: BranchProtectionRule): string[] {
  const { approvals } = rule;
  return [
    ...(approvals > 0 ? [`${approvals} approving ${approvals === 1 ? 'review' : 'reviews'}`] : []),
    ...(rule.statusChecks ? ['required checks'] : []),
    ...(rule.upToDate ? ['branches up to date'] : []),
    ...(rule.signatures ? ['signed commits'] : []),
    ...(rule.administrators ? ['administrators included'] : []),
  ];
}

function describeCommits({ conventional, signed, issueReference }: CommitRule): string[] {
  return [
    ...(conventional ? ['conventional'] : []),
    ...(signed ? ['signed'] : []),
    ...(issueReference ? ['tied to an issue'] : []),
  ];
}

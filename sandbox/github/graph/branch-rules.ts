import type { Ruleset } from '../branch-rules.ts';
import { mayUse } from '../http/credentials.ts';
import type { Actor } from '../http/route.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { type Asked, connection } from './connection.ts';
import { mustBeAllowed } from './refusal.ts';

/** What protects a branch. The classic rule is refused to who may not administer; a part of it is shown to everybody else. */
export function branchRules({ branchProtections }: GitHubWorld, actor: Actor, branch: string): object {
  const rules = branchProtections.classic(branch);
  return {
    branchProtectionRule() {
      mustBeAllowed(actor, 'administration:read');
      if (rules === undefined) return null;
      return {
        pattern: branch,
        requiresApprovingReviews: rules.approvals > 0,
        requiredApprovingReviewCount: rules.approvals > 0 ? rules.approvals : null,
        requiresStatusChecks: rules.checks.length > 0,
        // GitHub says this too where no checks are required.
        requiresStrictStatusChecks: rules.checks.length === 0 || rules.upToDate,
        requiredStatusCheckContexts: rules.checks,
        requiresCommitSignatures: rules.signatures,
        isAdminEnforced: rules.administrators,
      };
    },
    refUpdateRule: rules === undefined || mayUse(actor, 'administration:read') ? null : { pattern: branch },
    rules: (asked: Asked) => connection(branchProtections.rulesets(branch).flatMap(rulesOf), asked, (rule) => rule),
  };
}

function rulesOf(ruleset: Ruleset): object[] {
  const from = { repositoryRuleset: { databaseId: ruleset.id, name: ruleset.name } };
  const found: object[] = [];
  if (ruleset.approvals > 0)
    found.push({
      ...from,
      type: 'PULL_REQUEST',
      parameters: { __typename: 'PullRequestParameters', requiredApprovingReviewCount: ruleset.approvals },
    });
  if (ruleset.checks.length > 0)
    found.push({
      ...from,
      type: 'REQUIRED_STATUS_CHECKS',
      parameters: {
        __typename: 'RequiredStatusChecksParameters',
        strictRequiredStatusChecksPolicy: ruleset.upToDate,
        requiredStatusChecks: ruleset.checks.map((context) => ({ context })),
      },
    });
  if (ruleset.signatures) found.push({ ...from, type: 'REQUIRED_SIGNATURES', parameters: null });
  return found;
}

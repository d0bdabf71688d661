import { z } from 'zod';
import type { BranchProtection, ProtectionSource } from '../../model/branch-protection.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { askMaybe } from './answers.ts';
import type { GitHub } from './client.ts';
import { askRepositoryBut } from './graph.ts';
import { branchProtectionQuery } from './queries.ts';

const classic = z.object({
  requiresApprovingReviews: z.boolean(),
  requiredApprovingReviewCount: z.number().nullable(),
  requiresStatusChecks: z.boolean(),
  requiresStrictStatusChecks: z.boolean(),
  requiredStatusCheckContexts: z.array(z.string().nullable()).nullable(),
  requiresCommitSignatures: z.boolean(),
  isAdminEnforced: z.boolean(),
});
const rule = z.object({
  type: z.string(),
  repositoryRuleset: z.object({ databaseId: z.number().nullable(), name: z.string() }).nullable(),
  parameters: z
    .object({
      requiredApprovingReviewCount: z.number().optional(),
      strictRequiredStatusChecksPolicy: z.boolean().optional(),
      requiredStatusChecks: z.array(z.object({ context: z.string() })).optional(),
    })
    .nullable(),
});
const repositoryOf = z.object({
  ref: z
    .object({
      prefix: z.string(),
      name: z.string(),
      refUpdateRule: z.object({}).nullable(),
      branchProtectionRule: classic.nullable(),
      rules: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(rule) }).nullable(),
    })
    .nullable(),
});
const bypass = z.object({ bypass_actors: z.array(z.object({ actor_type: z.string() })).nullish() });

type Rule = z.output<typeof rule>;

/** Who may pass a ruleset by without being, or perhaps being, an administrator. */
const neverAdministrators = ['Integration', 'DeployKey'];

/**
 * The rulesets that hold for a branch ("Metadata: read") and its classic protection ("Administration: read"), in one query. Who may bypass
 * a ruleset is asked of REST where `administrators` matter: only there GitHub says whether it shows that at all. What may not be read is
 * told in `unseen`, for the rest may be enough.
 */
export async function getBranchProtection(
  github: GitHub,
  repository: Repository,
  branch: string,
  administrators: boolean,
): Promise<BranchProtection> {
  const what = `the protection of ${branch} in ${fullName(repository)}`;
  const { found, hidden } = await askRepositoryBut(
    'branchProtectionRule',
    github,
    repository,
    branchProtectionQuery,
    { ref: `refs/heads/${branch}` },
    repositoryOf,
    what,
  );
  // GitHub looks for short names too when there is no ref of the full one.
  const ref = found.ref?.prefix === 'refs/heads/' && found.ref.name === branch ? found.ref : null;
  if (!ref) return { branch, sources: [], unseen: [] };
  const old = ref.branchProtectionRule;
  const kept = hidden ?? (old === null && ref.refUpdateRule !== null ? 'GitHub shows only a part of it' : null);
  const rules = ref.rules?.nodes ?? [];
  const sets = await Promise.all(
    [...Map.groupBy(rules, (each) => each.repositoryRuleset?.databaseId ?? null)].map(([id, own]) =>
      readRuleset(github, repository, id, own, administrators),
    ),
  );
  return {
    branch,
    sources: [...(old ? [classicProtection(old)] : []), ...sets.map(({ source }) => source)],
    unseen: [
      ...(kept === null
        ? []
        : [
            `The classic protection of ${branch} could not be read (${kept}); for that GitHub wants "Administration: read".`,
          ]),
      ...(ref.rules?.pageInfo.hasNextPage ? [`Of the rules for ${branch}, only the first hundred were read.`] : []),
      ...sets.flatMap(({ unseen }) => unseen),
    ],
  };
}

function classicProtection(rule: z.output<typeof classic>): ProtectionSource {
  return {
    name: 'branch protection',
    approvals: rule.requiresApprovingReviews ? (rule.requiredApprovingReviewCount ?? 0) : 0,
    checks: rule.requiresStatusChecks ? (rule.requiredStatusCheckContexts ?? []).filter((each) => each !== null) : [],
    // GitHub also says that of a branch for which no checks are required.
    upToDate: rule.requiresStatusChecks && rule.requiresStrictStatusChecks,
    signatures: rule.requiresCommitSignatures,
    administrators: rule.isAdminEnforced,
  };
}

/** Who may pass a ruleset by is shown only to who may change it; a role, a team or a person there may be an administrator. */
async function readRuleset(
  github: GitHub,
  { owner, name: repo }: Repository,
  id: number | null,
  rules: readonly Rule[],
  administrators: boolean,
): Promise<{ source: ProtectionSource; unseen: string[] }> {
  const name = `ruleset ${rules[0]?.repositoryRuleset?.name ?? id ?? 'without a name'}`;
  const request = () =>
    github.patient.request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { owner, repo, ruleset_id: id ?? 0 });
  const about = administrators && id !== null ? await askMaybe(request(), bypass, name) : null;
  const actors = about?.bypass_actors ?? null;
  const of = (type: string) => rules.filter((each) => each.type === type).map((each) => each.parameters);
  const checks = of('REQUIRED_STATUS_CHECKS');
  return {
    source: {
      name,
      approvals: Math.max(0, ...of('PULL_REQUEST').map((each) => each?.requiredApprovingReviewCount ?? 0)),
      checks: checks.flatMap((each) => each?.requiredStatusChecks ?? []).map(({ context }) => context),
      upToDate: checks.some((each) => each?.strictRequiredStatusChecksPolicy === true),
      signatures: of('REQUIRED_SIGNATURES').length > 0,
      administrators:
        actors === null ? null : !actors.some(({ actor_type }) => !neverAdministrators.includes(actor_type)),
    },
    unseen:
      administrators && actors === null
        ? [`Who may bypass the ${name} could not be read; for that GitHub wants "Administration: write".`]
        : [],
  };
}

import type { components } from '@octokit/openapi-types';
import type { BranchRules, Ruleset } from '../branch-rules.ts';
import { api, nodeId, type Site } from '../site.ts';

type Schemas = components['schemas'];

/** The classic protection of a branch. What it does not demand is absent. */
export function classicProtection(site: Site, branch: string, rules: BranchRules): Schemas['branch-protection'] {
  const url = api(site, `/branches/${encodeURIComponent(branch)}/protection`);
  const { approvals, checks } = rules;
  return {
    url,
    ...(checks.length > 0
      ? {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict: rules.upToDate,
            contexts: checks,
            contexts_url: `${url}/required_status_checks/contexts`,
            checks: checks.map((context) => ({ context, app_id: null })),
          },
        }
      : {}),
    ...(approvals > 0
      ? {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: true,
            require_code_owner_reviews: false,
            require_last_push_approval: false,
            required_approving_review_count: approvals,
          },
        }
      : {}),
    required_signatures: { url: `${url}/required_signatures`, enabled: rules.signatures },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: rules.administrators },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  };
}

/** The rules of a ruleset, as they hold for a branch. */
export function rulesOf(site: Site, ruleset: Ruleset): Schemas['repository-rule-detailed'][] {
  const from = {
    ruleset_source_type: 'Repository' as const,
    ruleset_source: site.fullName,
    ruleset_id: ruleset.id,
  };
  const found: Schemas['repository-rule-detailed'][] = [];
  if (ruleset.approvals > 0)
    found.push({
      ...from,
      type: 'pull_request',
      parameters: {
        allowed_merge_methods: ['merge', 'squash', 'rebase'],
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_approving_review_count: ruleset.approvals,
        required_review_thread_resolution: false,
      },
    });
  if (ruleset.checks.length > 0)
    found.push({
      ...from,
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: ruleset.upToDate,
        required_status_checks: ruleset.checks.map((context) => ({ context })),
      },
    });
  if (ruleset.signatures) found.push({ ...from, type: 'required_signatures' });
  return found;
}

/** `complete` for who may change rulesets: nobody else is shown who may bypass them. */
export function rulesetShape(site: Site, ruleset: Ruleset, complete: boolean): Schemas['repository-ruleset'] {
  const administrators = { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' } as const;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: 'branch',
    source_type: 'Repository',
    source: site.fullName,
    enforcement: 'active',
    ...(complete ? { bypass_actors: ruleset.administrators ? [] : [administrators] } : {}),
    node_id: nodeId('RRS', ruleset.id),
    _links: { self: { href: api(site, `/rulesets/${ruleset.id}`) } },
    conditions: { ref_name: { include: [`refs/heads/${ruleset.branch}`], exclude: [] } },
  };
}

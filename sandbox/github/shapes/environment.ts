import type { components } from '@octokit/openapi-types';
import { parseDuration } from '../../duration.ts';
import type { EnvironmentProtection } from '../../environment-protection.ts';
import { api, iso, nodeId, type Site, web } from '../site.ts';
import { simpleUser } from './user.ts';

type Schemas = components['schemas'];

/** An environment, and what protects it. */
export interface Environment {
  id: number;
  name: string;
  rules: EnvironmentProtection | undefined;
}

export type Reviewer = { type: 'User'; reviewer: Schemas['simple-user'] } | { type: 'Team'; reviewer: Schemas['team'] };

/** The reviewers as they were named: people, and teams by themselves. */
export function reviewersOf(site: Site, teams: Map<string, string[]>, rules: EnvironmentProtection): Reviewer[] {
  const { users, teams: slugs } = rules.reviewers;
  return [
    ...users.map((name) => ({ type: 'User' as const, reviewer: simpleUser(site, site.users.find(name).login) })),
    ...slugs.map((slug) => ({ type: 'Team' as const, reviewer: teamShape(site, teams, slug) })),
  ];
}

export function teamShape(site: Site, teams: Map<string, string[]>, slug: string): Schemas['team'] {
  const id = 7_300_001 + [...teams.keys()].indexOf(slug);
  const organization = site.users.find(site.owner);
  const url = `${site.origin()}/organizations/${organization.id}/team/${id}`;
  return {
    id,
    node_id: nodeId('T', id),
    slug,
    name: slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'push',
    url,
    html_url: `${site.origin()}/orgs/${site.owner}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: organization.id,
    parent: null,
  };
}

export function environmentShape(
  site: Site,
  teams: Map<string, string[]>,
  { name, id, rules }: Environment,
): Schemas['environment'] {
  return {
    id,
    node_id: nodeId('EN', id),
    name,
    url: api(site, `/environments/${encodeURIComponent(name)}`),
    html_url: web(site, `/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`),
    created_at: iso(site.createdAt),
    updated_at: iso(site.createdAt),
    protection_rules: rules === undefined ? [] : builtInRules(site, teams, id, rules),
    deployment_branch_policy: rules?.refs ? { protected_branches: false, custom_branch_policies: true } : null,
  };
}

function builtInRules(site: Site, teams: Map<string, string[]>, id: number, rules: EnvironmentProtection) {
  const numbered = (kind: number) => ({ id: id + kind, node_id: nodeId('GA', id + kind) });
  const reviewers = reviewersOf(site, teams, rules);
  const prevent_self_review = rules.preventSelfReview;
  return [
    ...(rules.waitTimer === null
      ? []
      : [{ ...numbered(1_000), type: 'wait_timer', wait_timer: waitMinutes(rules.waitTimer) }]),
    ...(reviewers.length === 0
      ? []
      : [{ ...numbered(2_000), type: 'required_reviewers', prevent_self_review, reviewers }]),
    ...(rules.refs === null ? [] : [{ ...numbered(3_000), type: 'branch_policy' }]),
  ];
}

/** GitHub counts in minutes. */
export function waitMinutes(timer: string | null): number {
  return timer === null ? 0 : Math.ceil(parseDuration(timer) / 60_000);
}

/** The patterns of what may be deployed there. */
export function branchPolicies({ id, rules }: Environment): Schemas['deployment-branch-policy'][] {
  const { branches = [], tags = [] } = rules?.refs ?? {};
  const named = [
    ...branches.map((name) => ({ name, type: 'branch' as const })),
    ...tags.map((name) => ({ name, type: 'tag' as const })),
  ];
  return named.map((policy, index) => {
    const number = id * 100 + index;
    return { id: number, node_id: nodeId('GBP', number), ...policy };
  });
}

/** The apps whose custom rules hold there. */
export function customRules(site: Site, { id, rules }: Environment, appId: number) {
  return (rules?.apps ?? []).map((slug): Schemas['deployment-protection-rule'] => ({
    id: id + 4_000,
    node_id: nodeId('GA', id + 4_000),
    enabled: true,
    app: {
      id: appId,
      slug,
      integration_url: `${site.origin()}/apps/${slug}`,
      node_id: nodeId('A', appId),
    },
  }));
}

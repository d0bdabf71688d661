import type { Approval, Vote } from '../src/model/approval.ts';
import { bindingOf } from '../src/model/approval.ts';
import type { AuditAction, AuditEntry } from '../src/model/audit-entry.ts';
import type { AuditSearch } from '../src/model/audit-search.ts';
import type { ApprovalRule, Catalog, Environment, Gates, Pipeline } from '../src/model/catalog.ts';
import type { CheckRun, ResolvedRef } from '../src/model/commit.ts';
import type { Deployment } from '../src/model/deployment.ts';
import type { Facts } from '../src/model/facts.ts';
import { known } from '../src/model/facts.ts';
import type { Lock } from '../src/model/lock.ts';
import type { Notice } from '../src/model/notice.ts';
import type { Membership, Person } from '../src/model/person.ts';
import type { PullRequest, Review } from '../src/model/pull-request.ts';
import type { Job, Run, Step } from '../src/model/run.ts';
import type { Running } from '../src/model/running.ts';
import { hour, minute } from '../src/model/time.ts';
import type { Verdict } from '../src/model/verdict.ts';

/**
 * Builders: a whole, plausible thing with the few fields that a test is about. Everything happens on Tuesday 20 January 2026 at
 * 10:05 in New York.
 */
export const now = Date.parse('2026-01-20T15:05:00Z');

/** 40 hexadecimal characters that are the same for the same word. */
export function shaOf(word: string): string {
  return [...word, ...'quarterdeck'.repeat(4)]
    .map((letter) => ((letter.codePointAt(0) ?? 0) % 16).toString(16))
    .join('')
    .slice(0, 40);
}

const slackIds: Record<string, string> = { dev: 'U0DEV0000', dev2: 'U0DEV2000', lead: 'U0LEAD000', lead2: 'U0LEAD200' };
const githubLogins: Record<string, string> = {
  dev: 'dana-dev',
  dev2: 'devin-ops',
  lead: 'lena-lead',
  lead2: 'luis-lead',
};

export function person(handle = 'dev', changes: Partial<Person> = {}): Person {
  return {
    slackId: slackIds[handle] ?? `U0${handle.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`.padEnd(9, '0'),
    name: handle,
    githubLogin: githubLogins[handle] ?? handle,
    kind: 'member',
    ...changes,
  };
}

/** What somebody holds; roles default to what the handle suggests. */
export function membership(handle = 'dev', changes: Partial<Membership> = {}): Membership {
  const roles = handle.startsWith('lead') ? ['developers', 'release-managers'] : ['developers'];
  return { person: person(handle), roles, unverified: [], ...changes };
}

export function resolvedRef(changes: Partial<ResolvedRef> = {}): ResolvedRef {
  const sha = changes.sha ?? shaOf('develop');
  return {
    kind: 'branch',
    name: 'develop',
    sha,
    tree: shaOf(`tree of ${sha}`),
    title: 'Keep the order book in one place',
    author: { name: 'Dana Whitfield', login: 'dana-dev' },
    committedAt: now - 2 * hour,
    url: `https://github.com/acme/trading-engine/commit/${sha}`,
    ...changes,
  };
}

export function checkRun(name: string, changes: Partial<CheckRun> = {}): CheckRun {
  return { name, status: 'completed', conclusion: 'success', url: null, ...changes };
}

/** Merged as `shaOf('develop')`, and approved by lead. */
export function pullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 412,
    title: 'Risk limits per account',
    url: 'https://github.com/acme/trading-engine/pull/412',
    author: 'dana-dev',
    base: 'develop',
    state: 'merged',
    head: shaOf('head'),
    mergedAs: shaOf('develop'),
    reviews: [reviewOf('lena-lead')],
    ...changes,
  };
}

/** Of the last commit of `pullRequest()`. */
export function reviewOf(reviewer: string, changes: Partial<Review> = {}): Review {
  return { reviewer, state: 'approved', sha: shaOf('head'), counts: true, ...changes };
}

export function running(changes: Partial<Running> = {}): Running {
  return {
    service: 'api',
    environment: 'staging',
    ref: 'develop',
    sha: shaOf('old'),
    tree: shaOf('tree of old'),
    since: now - 24 * hour,
    by: person('dev2'),
    deploymentId: null,
    verified: true,
    ...changes,
  };
}

export function lockOf(changes: Partial<Lock> = {}): Lock {
  return {
    id: 'l-1',
    environment: 'staging',
    service: null,
    owner: person('lead'),
    reason: 'load test',
    since: now - hour,
    until: null,
    ...changes,
  };
}

/** Facts with which every gate of `environment()` passes. */
export function facts(changes: Partial<Facts> = {}): Facts {
  return {
    now,
    deploymentId: 'd-aaaaaaaaaa',
    environment: 'staging',
    services: ['api'],
    requester: known(membership('dev')),
    ref: known(resolvedRef()),
    checks: known([]),
    results: known([]),
    pullRequests: known([]),
    commits: known(null),
    protection: known(null),
    verified: known([]),
    running: known([running()]),
    locks: known([]),
    quarantined: known([]),
    line: { rollback: false, failed: known([]), releasers: ['release-managers'] },
    lane: known({ holders: [], waiting: [] }),
    ...changes,
  };
}

export function gates(changes: Partial<Gates> = {}): Gates {
  return {
    permission: { roles: ['developers'] },
    ref: { branches: ['**'], tags: ['**'], shas: true },
    checks: null,
    review: null,
    branchProtection: null,
    commits: null,
    after: null,
    window: null,
    lane: { busy: 'wait' },
    alreadyRunning: 'warn',
    ...changes,
  };
}

export function approvalRule(changes: Partial<ApprovalRule> = {}): ApprovalRule {
  return {
    required: 1,
    roles: ['release-managers'],
    expiresAfter: 8 * hour,
    validFor: 4 * hour,
    notify: ['operations'],
    ...changes,
  };
}

export function environment(changes: Partial<Environment> = {}): Environment {
  return {
    name: 'staging',
    workflow: 'deploy.yml',
    channel: 'deployments',
    url: 'https://staging.trading-engine.com',
    defaultRef: { branch: 'develop' },
    pin: 'temporary-tag',
    inputs: { environment: '$'.concat('{environment}'), services: '$'.concat('{services}') },
    githubDeployments: 'workflow',
    gates: gates(),
    approvals: null,
    breakGlass: null,
    target: 5 * minute,
    ...changes,
  };
}

export function pipeline(changes: Partial<Pipeline> = {}): Pipeline {
  return {
    name: 'trading-engine',
    repository: { owner: 'acme', name: 'trading-engine' },
    channel: 'deployments',
    default: 'default',
    services: ['api', 'websocket', 'fix-gateway', 'worker'],
    groups: { default: ['api', 'websocket', 'fix-gateway', 'worker'] },
    environments: [
      environment(),
      environment({
        name: 'production',
        url: 'https://api.trading-engine.com',
        defaultRef: { latestTag: 'v*.*.*' },
        gates: gates({ ref: { branches: [], tags: ['v*.*.*'], shas: false } }),
        approvals: approvalRule(),
        target: 20 * minute,
      }),
    ],
    ...changes,
  };
}

export function catalog(changes: Partial<Catalog> = {}): Catalog {
  const group = (handle: string) => ({ slackGroups: [handle], slackUsers: [], githubTeams: [] });
  return {
    hash: 'c0ffee'.padEnd(64, '0'),
    channels: { operations: 'operations', security: 'security' },
    roles: {
      developers: group('developers'),
      'release-managers': group('release-managers'),
      sre: group('sre'),
      security: group('security'),
    },
    people: [],
    pipelines: [pipeline()],
    ...changes,
  };
}

export function verdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    gate: 'permission',
    outcome: 'pass',
    reason: 'passed',
    says: 'dev has the role developers.',
    saw: [],
    unblock: null,
    who: [],
    when: null,
    ...changes,
  };
}

export function step(number: number, name: string, changes: Partial<Step> = {}): Step {
  return { number, name, status: 'completed', conclusion: 'success', ...changes };
}

export function job(name: string, changes: Partial<Job> = {}): Job {
  return {
    id: 501,
    attempt: 1,
    name,
    status: 'completed',
    conclusion: 'success',
    url: 'https://github.com/acme/trading-engine/actions/runs/77/job/501',
    startedAt: now + minute,
    completedAt: now + 2 * minute,
    steps: [step(1, 'Set up job')],
    ...changes,
  };
}

/** A run that is under way. */
export function run(changes: Partial<Run> = {}): Run {
  return {
    id: 77,
    attempt: 1,
    title: 'Deploy staging · d-aaaaaaaaaa',
    workflow: 'deploy.yml',
    headSha: shaOf('develop'),
    headBranch: 'develop',
    event: 'workflow_dispatch',
    status: 'in_progress',
    conclusion: null,
    url: 'https://github.com/acme/trading-engine/actions/runs/77',
    actor: 'quarterdeck[bot]',
    startedAt: now + minute,
    updatedAt: now + minute,
    jobs: [],
    ...changes,
  };
}

/** Just asked for, by dev, of the develop branch, to staging. */
export function deployment(changes: Partial<Deployment> = {}): Deployment {
  const ref = resolvedRef();
  const requester = person('dev');
  return {
    id: 'd-aaaaaaaaaa',
    pipeline: 'trading-engine',
    target: 'api',
    services: ['api'],
    environment: 'staging',
    repository: 'acme/trading-engine',
    workflow: 'deploy.yml',
    channel: 'deployments',
    url: 'https://staging.trading-engine.com',
    requester,
    origin: { channel: 'C0DEPLOYS', responseUrl: null, via: 'command' },
    reason: null,
    inputs: { environment: 'staging', services: 'api' },
    requestedInputs: {},
    catalogHash: catalog().hash,
    driver: 'deploy:d-aaaaaaaaaa',
    requestedAt: now,
    scheduledFor: null,
    state: 'requested',
    stateSince: now,
    ref: { kind: ref.kind, name: ref.name },
    sha: ref.sha,
    tree: ref.tree,
    commit: { title: ref.title, author: ref.author, at: ref.committedAt, url: ref.url },
    from: { ref: 'develop', sha: shaOf('old') },
    compare: { aheadBy: 3, behindBy: 0, url: 'https://github.com/acme/trading-engine/compare/a...b' },
    approval: null,
    verdicts: [],
    glass: false,
    place: null,
    attempts: [{ number: 1, kind: 'dispatch', by: requester, startedAt: now, endedAt: null, runId: null }],
    headMustMatch: true,
    temporaryTag: false,
    dispatches: 0,
    reruns: 0,
    run: null,
    endedAt: null,
    note: null,
    ...changes,
  };
}

/** The open question about `about`, asked just now. */
export function approval(changes: Partial<Approval> = {}, about: Deployment = deployment()): Approval {
  const rule = changes.rule ?? approvalRule();
  return {
    round: 1,
    rule,
    binding: bindingOf(about),
    requestedAt: now,
    expiresAt: now + rule.expiresAfter,
    votes: [],
    decision: 'pending',
    decidedAt: null,
    ...changes,
  };
}

export function vote(handle = 'lead', changes: Partial<Vote> = {}): Vote {
  const { slackId, name, githubLogin } = person(handle);
  return {
    person: { slackId, name, githubLogin },
    choice: 'approve',
    at: now + minute,
    reason: null,
    role: 'release-managers',
    roles: ['release-managers'],
    ...changes,
  };
}

export function auditEntry(key: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    key,
    at: now,
    actor: { slackId: 'U1', name: 'Dana', githubLogin: null },
    action: 'deployment.requested',
    subject: 'd-1',
    details: { sha: 'abc', verdicts: [{ gate: 'ref', outcome: 'pass' }] },
    ...changes,
  };
}

/** A search that everything fits. */
export function auditSearch(changes: Partial<AuditSearch> = {}): AuditSearch {
  return { words: [], by: null, about: null, action: null, since: null, ...changes };
}

/** The whole story of an approved deployment, in the order of the audit log. */
export const approvedStory = [
  'deployment.requested',
  'approval.requested',
  'approval.voted',
  'approval.decided',
  'deployment.dispatched',
  'deployment.ended',
] as const satisfies readonly AuditAction[];

type Board = Extract<Notice, { kind: 'board' }>;

export function board(changes: Partial<Board> = {}): Board {
  return {
    ...{ kind: 'board', environment: null, service: null, running: [], active: [], recent: [], locks: [], now },
    ...changes,
  };
}

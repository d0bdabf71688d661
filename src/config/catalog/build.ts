import type { ArtifactFile } from '../../model/artifact.ts';
import type {
  AfterRule,
  ApprovalRule,
  Catalog,
  DefaultRef,
  Environment,
  Gates,
  GitHubEnvironment,
  LoadTestRule,
  PersonLink,
  Pipeline,
  ResultSource,
} from '../../model/catalog.ts';
import { day, hour, minute, parseDuration } from '../../model/time.ts';
import { buildMetrics, buildWatch } from './build-analysis.ts';
import { buildBackup } from './build-backup.ts';
import { buildDelivery } from './build-delivery.ts';
import { asTexts, buildAround, buildRollback } from './build-rollback.ts';
import { readLatency } from './limits.ts';
import type { CatalogFile, EnvironmentEntry, PipelineEntry } from './schema.ts';
import { buildWindow } from './window.ts';

/** The model's Catalog of a checked file, with every default filled in. */
export function buildCatalog(file: CatalogFile, hash: string): Catalog {
  const channels = {
    operations: plainChannel(file.channels.operations),
    security: plainChannel(file.channels.security),
  };
  const channelOf = (text: string) => {
    const plain = plainChannel(text);
    return plain === 'operations' || plain === 'security' ? channels[plain] : plain;
  };
  return {
    hash,
    channels,
    roles: Object.fromEntries(
      Object.entries(file.roles).map(([name, role]) => [
        name,
        {
          slackGroups: (role.slack_groups ?? []).map((group) => group.replace(/^@/, '')),
          slackUsers: role.slack_users ?? [],
          githubTeams: role.github_teams ?? [],
        },
      ]),
    ),
    people: (file.people ?? []).map(
      (person): PersonLink => ({ slack: person.slack ?? person.email?.toLowerCase() ?? '', github: person.github }),
    ),
    ...(file.link_by_email === undefined ? {} : { linkByEmail: file.link_by_email }),
    ...(file.locks ? { locks: { all: file.locks.all } } : {}),
    ...(file.audit ? { audit: buildCheckpoints(file.audit.checkpoints, channelOf) } : {}),
    pipelines: Object.entries(file.pipelines).map(([name, entry]) => buildPipeline(name, entry, channelOf)),
  };
}

function buildCheckpoints(
  { channel, every = '24h' }: NonNullable<CatalogFile['audit']>['checkpoints'],
  channelOf: (text: string) => string,
): NonNullable<Catalog['audit']> {
  return { channel: channelOf(channel), every: parseDuration(every) ?? day };
}

function buildPipeline(name: string, entry: PipelineEntry, channelOf: (text: string) => string): Pipeline {
  const [owner = '', repository = ''] = entry.repository.split('/');
  const channel = channelOf(entry.channel);
  return {
    name,
    repository: { owner, name: repository },
    channel,
    default: entry.default ?? entry.services[0] ?? '',
    services: entry.services,
    groups: entry.groups ?? {},
    environments: Object.entries(entry.environments).map(([key, environment]) =>
      buildEnvironment(key, environment, { pipeline: entry, channel, channelOf }),
    ),
  };
}

function buildEnvironment(
  name: string,
  entry: EnvironmentEntry,
  { pipeline, channel, channelOf }: { pipeline: PipelineEntry; channel: string; channelOf: (text: string) => string },
): Environment {
  const { metrics } = pipeline;
  return {
    name,
    workflow: entry.workflow,
    channel: entry.channel === undefined ? channel : channelOf(entry.channel),
    url: entry.url ?? null,
    defaultRef: buildDefaultRef(entry.default_ref),
    pin: entry.pin ?? 'temporary-tag',
    inputs: asTexts(entry.inputs),
    githubDeployments: entry.github_deployments ?? 'workflow',
    githubEnvironment: entry.github_environment ? buildGitHubEnvironment(name, entry.github_environment) : null,
    startsOn: entry.starts_on
      ? {
          push: { branches: entry.starts_on.push?.branches ?? [], tags: entry.starts_on.push?.tags ?? [] },
          job: entry.starts_on.job ?? null,
          ...(entry.starts_on.environment === undefined ? {} : { environment: entry.starts_on.environment }),
          ...(entry.starts_on.services === undefined ? {} : { services: entry.starts_on.services }),
        }
      : null,
    ...(entry.change_requests ? { changeRequests: entry.change_requests } : {}),
    gates: buildGates(entry.gates),
    approvals: entry.approvals ? buildApprovals(entry.approvals, channelOf) : null,
    breakGlass: entry.break_glass
      ? { roles: entry.break_glass.roles, approvers: entry.break_glass.approvers ?? entry.break_glass.roles }
      : null,
    target: entry.target === undefined ? null : parseDuration(entry.target),
    ...(entry.delivery ? { delivery: buildDelivery(entry.delivery, entry, pipeline) } : {}),
    ...(entry.watch ? { watch: buildWatch(entry.watch, metrics ?? {}, entry.url) } : {}),
    ...(entry.rollback ? { rollback: buildRollback(entry.rollback, entry) } : {}),
    ...(entry.around ? { around: buildAround(entry.around) } : {}),
    ...(metrics ? { metrics: buildMetrics(metrics) } : {}),
  };
}

function buildGitHubEnvironment(
  name: string,
  entry: NonNullable<EnvironmentEntry['github_environment']>,
): GitHubEnvironment {
  const { protection } = entry;
  return { name: entry.name ?? name, rule: protection !== 'reviewers', reviewers: protection !== 'custom-rule' };
}

function buildDefaultRef(entry: EnvironmentEntry['default_ref']): DefaultRef {
  if (entry.branch !== undefined) return { branch: entry.branch };
  if (entry.latest_tag !== undefined) return { latestTag: entry.latest_tag };
  return { verifiedIn: entry.verified_in ?? '' };
}

function buildGates(entry: EnvironmentEntry['gates']): Gates {
  const { ref, checks, review, branch_protection: protection, commits, after, backup, window } = entry;
  return {
    permission: { roles: entry.permission.roles },
    ref: ref
      ? { branches: ref.branches ?? [], tags: ref.tags ?? [], shas: ref.shas ?? false }
      : { branches: ['**'], tags: ['**'], shas: true },
    checks: checks
      ? {
          required: checks.required ?? [],
          ignored: checks.ignored ?? [],
          all: checks.all ?? false,
          ...(checks.pending === 'wait' ? { waitFor: parseDuration(checks.wait_for ?? '30m') ?? 30 * minute } : {}),
          ...(checks.coverage ? { coverage: { ...toldBy(checks.coverage), minimum: checks.coverage.minimum } } : {}),
          ...(checks.load_test ? { loadTest: buildLoadTest(checks.load_test) } : {}),
        }
      : null,
    review: review ? { approvals: review.approvals ?? 1, staleApprovals: review.stale_approvals ?? 'ignore' } : null,
    branchProtection: protection
      ? {
          branch: protection.branch,
          approvals: protection.approvals ?? 0,
          statusChecks: protection.status_checks ?? false,
          upToDate: protection.up_to_date ?? false,
          signatures: protection.signatures ?? false,
          administrators: protection.administrators ?? false,
        }
      : null,
    commits: commits
      ? {
          conventional: commits.conventional ?? false,
          signed: commits.signed ?? false,
          issueReference: commits.issue_reference ?? false,
          issuePrefixes: commits.issue_prefixes ?? ['#', 'GH-'],
        }
      : null,
    after: after ? buildAfter(after) : null,
    ...(backup ? { backup: buildBackup(backup) } : {}),
    window: window ? buildWindow(window) : null,
    lane: entry.lane ?? { busy: 'wait' },
    alreadyRunning: entry.already_running ?? 'warn',
  };
}

function buildAfter({ soak, ...rest }: NonNullable<EnvironmentEntry['gates']['after']>): AfterRule {
  const length = soak === undefined ? null : parseDuration(soak);
  return length === null ? rest : { ...rest, soak: length };
}

function toldBy({ check, from }: { check?: string | undefined; from?: ArtifactFile | undefined }): ResultSource {
  return { ...(check === undefined ? {} : { check }), ...(from ? { from } : {}) };
}

function buildLoadTest(
  entry: NonNullable<NonNullable<EnvironmentEntry['gates']['checks']>['load_test']>,
): LoadTestRule {
  const time = (text: string | undefined) => (text === undefined ? null : readLatency(text));
  return {
    ...toldBy(entry),
    ...(entry.thresholds ? { thresholds: true } : {}),
    p95: time(entry.p95),
    p99: time(entry.p99),
    errors: entry.errors ?? null,
    orderExecution: time(entry.order_execution),
  };
}

function buildApprovals(
  entry: NonNullable<EnvironmentEntry['approvals']>,
  channelOf: (text: string) => string,
): ApprovalRule {
  const duration = (text: string | undefined, otherwise: number) =>
    text === undefined ? otherwise : (parseDuration(text) ?? otherwise);
  return {
    required: entry.required ?? 1,
    roles: entry.roles,
    ...(entry.at_least ? { atLeast: entry.at_least } : {}),
    ...(entry.authors === 'may-not-approve' ? { authors: false } : {}),
    ...(entry.checklist ? { checklist: entry.checklist } : {}),
    expiresAfter: duration(entry.expires_after, 8 * hour),
    validFor: duration(entry.valid_for, 4 * hour),
    notify: [...new Set((entry.notify ?? []).map(channelOf))],
  };
}

function plainChannel(text: string): string {
  return text.replace(/^#/, '');
}

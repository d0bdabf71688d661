import type { ArtifactFile } from './artifact.ts';
import type { BackupRule } from './backup.ts';
import type { Around, Delivery, MetricSource, RollbackRule, WatchRule } from './delivery.ts';
import type { Repository } from './repository.ts';
import type { Millis } from './time.ts';
import type { WindowRule } from './window.ts';

/** One version of quarterdeck.yml, checked and with its defaults filled in. `hash` is SHA-256 over the file, in hexadecimal. */
export interface Catalog {
  hash: string;
  channels: { operations: string; security: string };
  roles: Record<string, RoleSource>;
  people: PersonLink[];
  /** GitHub organisation whose members are also known by their verified e-mail addresses. Absent: nobody is. */
  linkByEmail?: string;
  /** `all`: the roles that may lock everything. Without: see `stopRoles`. */
  locks?: { all: string[] };
  /** Where the head of the audit log is posted, and how often. Without: nowhere. */
  audit?: { channel: string; every: Millis };
  pipelines: Pipeline[];
}

/** Who holds a role: the union of all three. Groups by handle or id, users by id, teams as `org/team`. */
export interface RoleSource {
  slackGroups: string[];
  slackUsers: string[];
  githubTeams: string[];
}

/** `slack` is a user id (`U…`) or an e-mail address; Slack user names are not, because people change theirs. */
export interface PersonLink {
  slack: string;
  github: string;
}

/** One repository and the environments that its workflows deploy to. */
export interface Pipeline {
  name: string;
  repository: Repository;
  channel: string;
  /** Service or group meant when none is named in this pipeline's channel. */
  default: string;
  services: string[];
  /** Group → services. A group is one run, one deployment, one message. */
  groups: Record<string, string[]>;
  environments: Environment[];
}

/** Where the ref comes from when none is typed. */
export type DefaultRef = { branch: string } | { latestTag: string } | { verifiedIn: string };

/** How the run is bound to the commit: ARCHITECTURE, "Which commit, which run". */
export type Pin = 'temporary-tag' | 'input' | 'tip';

export interface Environment {
  name: string;
  /** File name under `.github/workflows`. */
  workflow: string;
  channel: string;
  url: string | null;
  defaultRef: DefaultRef;
  pin: Pin;
  /** Workflow inputs with fixed values; `${service}`, `${services}`, `${environment}`, `${sha}`, `${ref}` are filled in. */
  inputs: Record<string, string>;
  /** Who writes GitHub Deployments: the workflow's own `environment:` jobs, or the bot. */
  githubDeployments: 'workflow' | 'bot';
  /** Null where the run enters no environment that GitHub protects; missing in versions that an earlier release has stored. */
  githubEnvironment?: GitHubEnvironment | null;
  /** `required`: only what carries out a change request is deployed there. Absent in catalogs of before. */
  changeRequests?: 'required' | 'optional';
  gates: Gates;
  approvals: ApprovalRule | null;
  /** Who may deploy past the gates in an emergency, and who may be the second person; null: nobody. */
  breakGlass: { roles: string[]; approvers: string[] } | null;
  /** Which runs that others start deploy here; null or absent: they are not looked at. */
  startsOn?: StartsOn | null;
  /** Longest time a run may take before people are told that it is late; null for no limit. */
  target: Millis | null;
  /** How a release reaches its users once its run has succeeded; null or absent: with the run. */
  delivery?: Delivery | null;
  /** What is looked at after a deployment; null or absent: nothing. */
  watch?: WatchRule | null;
  /** Null or absent: nothing is taken back here. */
  rollback?: RollbackRule | null;
  /** Null or absent: nothing goes with a deployment. */
  around?: Around | null;
  /** What the rules of `delivery` and `watch` can name. Absent: nothing. */
  metrics?: MetricSource[];
}

/**
 * The environment on GitHub that a run has to be let into. `rule`: our own deployment protection rule stands there; `reviewers`:
 * required reviewers do.
 */
export interface GitHubEnvironment {
  name: string;
  rule: boolean;
  reviewers: boolean;
}

/** How a run of the environment's workflow that Quarterdeck has not started is known to deploy here. */
export interface StartsOn {
  /** Pushes of these branches and tags. */
  push: { branches: string[]; tags: string[] };
  /** The job that deploys, by name or pattern: a run in which it is not skipped, whatever started it. */
  job: string | null;
  /** The environment on GitHub that the job enters, instead of the job's name; absent where a name tells. */
  environment?: string;
  /** What a run's title or the names of its jobs look like where `${services}` stands for what it deploys; absent where they do not tell. */
  services?: string;
}

export interface Gates {
  permission: { roles: string[] };
  ref: { branches: string[]; tags: string[]; shas: boolean };
  checks: ChecksRule | null;
  review: ReviewRule | null;
  branchProtection: BranchProtectionRule | null;
  commits: CommitRule | null;
  after: AfterRule | null;
  /** Absent in catalogs of before. */
  backup?: BackupRule | null;
  window: WindowRule | null;
  lane: { busy: 'wait' | 'refuse' };
  alreadyRunning: 'refuse' | 'warn' | 'allow';
}

/** Without `coverage` or `loadTest` nothing that a check measured is looked at. */
export interface ChecksRule {
  required: string[];
  ignored: string[];
  all: boolean;
  /** How long a deployment waits for checks that have not ended; absent when it is refused at once. */
  waitFor?: Millis;
  coverage?: CoverageRule;
  loadTest?: LoadTestRule;
}

/** Told by checks of this name or pattern, or by a file of an artifact; exactly one of the two. */
export interface ResultSource {
  check?: string;
  from?: ArtifactFile;
}

/** `minimum` in percent. */
export interface CoverageRule extends ResultSource {
  minimum: number;
}

/** What must stay below: times in ms, errors in percent; null for no limit. */
export interface LoadTestRule extends ResultSource {
  p95: Millis | null;
  p99: Millis | null;
  errors: number | null;
  orderExecution: Millis | null;
  /** Whether the thresholds of the test itself must hold. */
  thresholds?: boolean;
}

/** `staleApprovals`: whether an approval counts that was given before the pull request's last commit. */
export interface ReviewRule {
  approvals: number;
  staleApprovals: 'ignore' | 'count';
}

/** What GitHub has to demand before anything gets into the branch. */
export interface BranchProtectionRule {
  branch: string;
  approvals: number;
  statusChecks: boolean;
  upToDate: boolean;
  signatures: boolean;
  /** Whether all of it has to bind administrators too. */
  administrators: boolean;
}

/** Of every commit that a deployment brings. `issuePrefixes`: what stands before an issue's number, as in `#` or `TRADE-`. */
export interface CommitRule {
  conventional: boolean;
  signed: boolean;
  issueReference: boolean;
  issuePrefixes: string[];
}

/** `soak`: how long ago it must have been verified there. Missing in versions that an earlier release has stored. */
export interface AfterRule {
  environment: string;
  same: 'sha' | 'tree';
  soak?: Millis;
}

export interface ApprovalRule {
  required: number;
  roles: string[];
  /** Of the approvals, at least so many by people with this role. Absent in catalogs of before. */
  atLeast?: Record<string, number>;
  /** False: whoever wrote one of the commits that are deployed does not decide. Absent means true. */
  authors?: boolean;
  /** What whoever approves must tick, item by item. Absent: nothing. */
  checklist?: string[];
  /** How long people may take to decide. */
  expiresAfter: Millis;
  /** How long a given approval counts, from the decision to the dispatch. */
  validFor: Millis;
  /** Channels that get a copy of the card. */
  notify: string[];
}

/** What a typed target means: one or several services of one pipeline. */
export interface Target {
  pipeline: Pipeline;
  name: string;
  services: string[];
}

/** A group's name says little by itself: `trading-engine/default`. */
export function sayTarget({ pipeline, name }: Target): string {
  return pipeline.services.includes(name) ? name : `${pipeline.name}/${name}`;
}

/** Finds a service or group by name, or several services of one pipeline with commas between them; null when the catalog has none. */
export function findTarget(catalog: Catalog, name: string): Target | null {
  for (const pipeline of catalog.pipelines) {
    if (pipeline.services.includes(name)) return { pipeline, name, services: [name] };
    const group = Object.hasOwn(pipeline.groups, name) ? pipeline.groups[name] : undefined;
    if (group) return { pipeline, name, services: group };
    const several = name.split(',');
    if (several.length > 1 && new Set(several).size === several.length && several.every(isServiceOf(pipeline)))
      return { pipeline, name, services: several };
  }
  return null;
}

function isServiceOf({ services }: Pipeline): (name: string) => boolean {
  return (name) => services.includes(name);
}

/** The target meant when none is named: of the pipeline that owns the channel, else of the only pipeline. */
export function defaultTarget(catalog: Catalog, channel: { id: string; name: string | null }): Target | null {
  const owners = catalog.pipelines.filter((pipeline) =>
    [pipeline.channel, ...pipeline.environments.map((environment) => environment.channel)].some(
      (known) => known === channel.id || known === channel.name,
    ),
  );
  const pipeline = owners.length === 1 ? owners[0] : catalog.pipelines.length === 1 ? catalog.pipelines[0] : undefined;
  return pipeline ? findTarget({ ...catalog, pipelines: [pipeline] }, pipeline.default) : null;
}

export function findEnvironment(pipeline: Pipeline, name: string): Environment | null {
  return pipeline.environments.find((environment) => environment.name === name) ?? null;
}

/** Every environment name of the catalog, once, in the catalog's order. */
export function environmentNames(catalog: Catalog): string[] {
  return [...new Set(catalog.pipelines.flatMap((pipeline) => pipeline.environments.map(({ name }) => name)))];
}

/** Every service and group that can be named. */
export function targetNames(catalog: Catalog): string[] {
  return catalog.pipelines.flatMap((pipeline) => [...Object.keys(pipeline.groups), ...pipeline.services]);
}

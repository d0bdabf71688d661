import type { Environment, Target } from '../model/catalog.ts';
import type { CheckRun, RefKind, ResolvedRef } from '../model/commit.ts';
import type { Fact, Facts } from '../model/facts.ts';
import { known } from '../model/facts.ts';
import type { PersonRef } from '../model/person.ts';
import type { Quarantined } from '../model/quarantine.ts';
import type { CheckState, Situation, Unknowable } from '../model/situation.ts';
import type { Instant } from '../model/time.ts';
import { refMatches } from './gates/ref.ts';
import { artifactsOf, backupsOf, commitsOf, protectionOf, pullRequestsOf, resultsOf } from './situate-source.ts';

/** No commit of a repository: these stand for the one that is asked for and for the one that runs. */
const asked = { sha: '1a'.repeat(20), tree: '2b'.repeat(20) };
const before = { sha: '3c'.repeat(20), tree: '4d'.repeat(20) };

const outsider = (name: string): PersonRef => ({ slackId: null, name, githubLogin: null });

/** The facts that the gates of `environment` would be given in this situation, at `now`. */
export function situate(environment: Environment, target: Target, situation: Situation, now: Instant): Facts {
  const services = [...target.services];
  const { gates } = environment;
  const fact = <T>(what: Unknowable, value: T): Fact<T> =>
    situation.unknown.includes(what) ? { known: false, why: 'It is unknown in this situation.' } : known(value);
  const person = situation.person ?? { name: 'somebody', roles: gates.permission.roles.slice(0, 1) };
  const after = gates.after;
  const entry = (service: string, where: string, ref: string, commit: typeof asked, since: Instant) => ({
    service,
    environment: where,
    ref,
    ...commit,
    since,
    by: outsider('somebody'),
    deploymentId: null,
    verified: true,
  });
  const ref = refOf(environment, situation, now);
  const artifacts = artifactsOf(environment, situation.measured);
  return {
    now,
    deploymentId: 'rehearsed',
    environment: environment.name,
    services,
    requester: fact('requester', {
      person: { ...outsider(person.name), slackId: 'U0', kind: 'member' as const },
      roles: person.roles,
      unverified: [],
    }),
    ref: fact('ref', ref),
    change: situation.changeRequested ? 'c-rehearsed' : null,
    checks: fact('checks', checksOf(environment, situation.checks)),
    results: fact('checks', resultsOf(environment, situation.measured)),
    ...(artifacts ? { artifacts: fact('checks', artifacts) } : {}),
    pullRequests: fact('review', pullRequestsOf(environment, asked.sha, situation.review)),
    commits: fact('commits', commitsOf(environment, asked.sha, situation.commitsInOrder)),
    protection: fact('protection', protectionOf(environment, situation.branchProtected)),
    verified: fact(
      'verified',
      after && situation.verifiedFor !== null
        ? services.map((service) =>
            entry(service, after.environment, ref.name, asked, now - (situation.verifiedFor ?? 0)),
          )
        : [],
    ),
    ...(gates.backup ? { backups: fact('backup', backupsOf(situation.backupAge, now)) } : {}),
    running: fact(
      'running',
      services.map((service) =>
        entry(service, environment.name, 'an earlier one', situation.runsAlready ? asked : before, now - 1),
      ),
    ),
    quarantined: fact(
      'quarantine',
      situation.quarantined === null
        ? []
        : [quarantinedOf(environment.name, services, ref, situation.quarantined, now)],
    ),
    locks: fact(
      'locks',
      situation.locks.map(({ by, reason, service, until }, index) => ({
        id: `lock:${index}`,
        environment: environment.name,
        service,
        owner: outsider(by),
        reason,
        since: now,
        until,
      })),
    ),
    // The locks of a situation are on its own environment: none of them stops the line.
    line: { rollback: false, failed: known([]), releasers: [] },
    lane: fact('lane', {
      holders:
        situation.lane === null
          ? []
          : services.slice(0, 1).map((service) => ({
              lane: { service, environment: environment.name },
              deploymentId: 'another',
            })),
      waiting: [],
    }),
    ticked: { checklist: environment.approvals?.checklist ?? [], by: [ticker(environment)] },
    rollouts: situation.lane === null ? {} : { another: situation.lane },
  };
}

function quarantinedOf(
  environment: string,
  services: string[],
  { name, sha }: ResolvedRef,
  { by, reason }: NonNullable<Situation['quarantined']>,
  since: Instant,
): Quarantined {
  return { id: 'q', environment, services, ref: name, sha, reason, by: outsider(by), since, rollback: 'another' };
}

/** Whoever approves, having ticked everything. */
function ticker({ approvals }: Environment) {
  return { name: 'whoever approves', items: approvals?.checklist ?? [] };
}

function refOf(environment: Environment, { ref }: Situation, now: Instant): ResolvedRef {
  const { kind, name } = ref ?? sampleRef(environment);
  return {
    kind,
    name: kind === 'sha' ? asked.sha : name,
    ...asked,
    title: 'A commit',
    author: { name: 'somebody', login: null },
    committedAt: now,
    url: '',
  };
}

/** A ref of the kind that the environment is deployed from, with a name that its rules allow. */
export function sampleRef({ gates, defaultRef }: Environment): { kind: RefKind; name: string } {
  const { branches, tags, shas } = gates.ref;
  if ('branch' in defaultRef && refMatches('branch', defaultRef.branch, branches)) {
    return { kind: 'branch', name: defaultRef.branch };
  }
  const fits = (kind: 'branch' | 'tag', patterns: readonly string[]) =>
    patterns.map(sampleName).find((name) => refMatches(kind, name, patterns));
  const tag = 'branch' in defaultRef ? undefined : fits('tag', tags);
  if (tag !== undefined) return { kind: 'tag', name: tag };
  const branch = fits('branch', branches);
  if (branch !== undefined) return { kind: 'branch', name: branch };
  const other = fits('tag', tags);
  if (other !== undefined) return { kind: 'tag', name: other };
  return shas ? { kind: 'sha', name: asked.sha } : { kind: 'branch', name: 'main' };
}

/** A name that fits a pattern of the catalog, in most cases: `v*.*.*` gives v1.2.3. */
function sampleName(pattern: string): string {
  return pattern
    .replace('*.*.*', '1.2.3')
    .replace(/\{([^,{}]*)[^{}]*\}/g, '$1')
    .replace(/\*+/g, 'x');
}

function checksOf({ gates }: Environment, states: Readonly<Record<string, CheckState>>): CheckRun[] {
  const required = (gates.checks?.required ?? []).map((pattern) => pattern.replaceAll('*', 'x'));
  const everything = gates.checks?.all && required.length === 0 ? ['build'] : required;
  const names = [...new Set([...everything, ...Object.keys(states)])];
  return names.flatMap((name): CheckRun[] => {
    const state = states[name] ?? 'success';
    if (state === 'missing') return [];
    return state === 'pending'
      ? [{ name, status: 'in_progress', conclusion: null, url: null }]
      : [{ name, status: 'completed', conclusion: state, url: null }];
  });
}

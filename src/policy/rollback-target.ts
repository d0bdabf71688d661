import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Quarantined } from '../model/quarantine.ts';
import type { RollbackPart, RollbackRefusal, Version } from '../model/rollback.ts';
import type { Running } from '../model/running.ts';
import { releaseCommand } from './gates/quarantine.ts';
import { list } from './verdicts.ts';

/** What is known of the services in the environment, when somebody wants it back as it was. */
export interface RollbackFacts {
  environment: string;
  services: string[];
  running: Running[];
  /** What was verified there, newest first. */
  verified: Running[];
  /** Rollouts of any of the services, newest first: those under way past their dispatch, and those that ended with a run. */
  rollouts: Deployment[];
  quarantined: Quarantined[];
  /** Which roles may release those. */
  releasers: string[];
  /** The deployment that is to be taken back; null: what runs. */
  of: Deployment | null;
  /** Where to; null: to the last verified version. */
  to: Version | null;
}

/** What is taken back of one service. `of`: the deployment that brought it, where it was one of ours. */
export interface Bad extends Version {
  of: string | null;
}

export interface RollbackTarget {
  kind: 'to';
  to: Version;
  /** Null when nothing is known to run. */
  bad: Bad | null;
  /** Set where a service goes to what served before, and was not verified. */
  unverified?: true;
}

/** Where a rollback goes, or why it goes nowhere. */
export function rollbackTarget(facts: RollbackFacts): RollbackTarget | RollbackRefusal {
  const { of, to } = facts;
  const stale = of ? movedOn(facts, of) : null;
  if (stale) return stale;
  return to ? fixed(facts, to) : last(facts);
}

function fixed(facts: RollbackFacts, to: Version): RollbackTarget | RollbackRefusal {
  const { services, environment, verified } = facts;
  const bad = badOf(facts);
  if (services.every((service) => bad.get(service)?.sha === to.sha)) return alreadyRuns(facts, to);
  const untried = services.filter((service) => !verified.some((one) => one.service === service && one.sha === to.sha));
  const unseen = untried.filter((service) => servedBefore(facts, bad, service)?.sha !== to.sha);
  if (unseen.length > 0) {
    const known = verifiedThere(facts).filter(({ sha }) => sha !== to.sha);
    return refusal('not-verified-here', `${say(to)} was never verified in ${environment}`, [
      `For ${list(unseen)} nothing says that it worked there, and a rollback passes the gates that a deploy has to pass.`,
      `To deploy it: /deploy ${environment} ${services.join(',')} ${to.ref === to.sha ? shortSha(to.sha) : to.ref}`,
      ...(known.length > 0 ? [`Verified there: ${known.map(say).join(', ')}.`] : []),
    ]);
  }
  const held = heldBack(facts, services, to.sha);
  if (held.length > 0) return quarantined(facts, to, held);
  return { kind: 'to', to, bad: firstOf(services, bad, to), ...(untried.length > 0 && { unverified: true }) };
}

/**
 * Each service to the newest version that was verified there, other than what is taken back and not taken back itself before. Where there
 * is none yet, to what served before: what is bad now must not stay because nobody had looked then.
 */
function last(facts: RollbackFacts): RollbackTarget | RollbackRefusal {
  const { services, verified, environment } = facts;
  const bad = badOf(facts);
  const found = services.map((service) => ({
    service,
    known: verified.find(
      (one) =>
        one.service === service &&
        one.sha !== bad.get(service)?.sha &&
        heldBack(facts, [service], one.sha).length === 0,
    ),
    before: servedBefore(facts, bad, service),
  }));
  const lost = found.flatMap(({ service, known, before }) => (known || before ? [] : [service]));
  if (lost.length > 0) {
    const held = facts.quarantined.filter((each) => each.services.some((service) => lost.includes(service)));
    return refusal('nothing-verified', `There is nothing to go back to for ${list(lost)} in ${environment}`, [
      'No other version was verified there, and none is known to have served before.',
      ...(held.length > 0
        ? [
            `${held.map(say).join(', ')} ${held.length === 1 ? 'is' : 'are'} quarantined. Somebody with the role ${list(facts.releasers, 'or')} can release it: ${held.map(releaseCommand).join(', ')}`,
          ]
        : []),
      `A fix goes out with /deploy ${environment}, as ever.`,
    ]);
  }
  const parts = partsOf(
    found.flatMap(({ service, known, before }) => {
      const to = known ?? before;
      return to ? [{ service, to }] : [];
    }),
  );
  const [only, ...others] = parts;
  if (!only || others.length > 0) return differ(facts, parts);
  const unverified = found.some(({ known }) => !known);
  return { kind: 'to', to: only.to, bad: firstOf(services, bad, only.to), ...(unverified && { unverified }) };
}

/** What a service ran when the deployment that is taken back was asked for; null where that is not known, or helps nobody. */
function servedBefore(facts: RollbackFacts, bad: ReadonlyMap<string, Bad>, service: string): Version | null {
  const taken = bad.get(service);
  const by = [facts.of, ...facts.rollouts].find((one) => one != null && one.id === taken?.of);
  const before = by?.before?.find((one) => one.service === service);
  if (!before || before.sha === taken?.sha || heldBack(facts, [service], before.sha).length > 0) return null;
  return { ref: before.ref, sha: before.sha };
}

/** By the version that they go to, in the order of the services. */
function partsOf(found: readonly { service: string; to: Version }[]): RollbackPart[] {
  const parts = new Map<string, RollbackPart>();
  for (const { service, to } of found) {
    const part = parts.get(to.sha) ?? { services: [], to: { ref: to.ref, sha: to.sha } };
    part.services.push(service);
    parts.set(to.sha, part);
  }
  return [...parts.values()];
}

function differ({ environment }: RollbackFacts, parts: RollbackPart[]): RollbackRefusal {
  const lines = parts.map(({ services, to }) => `${list(services)} to ${say(to)}: ${typed(environment, services, to)}`);
  return {
    ...refusal('versions-differ', `Not all of it goes back to one version in ${environment}`, [
      'A rollback is of one version. The last verified ones are:',
      ...lines,
    ]),
    parts,
  };
}

/**
 * What is taken back of each service: the deployment that was named, else what is just rolling out, else what failed after the
 * running version went out, since it may have moved something; else what runs.
 */
export function badOf({ services, running, rollouts, of }: RollbackFacts): Map<string, Bad> {
  const bad = new Map<string, Bad>();
  for (const service of services) {
    const runs = running.find((one) => one.service === service);
    const last = rollouts.find((one) => one.services.includes(service) && isNewer(one, runs));
    const named = of?.services.includes(service) ? of : undefined;
    const taken = named ?? last;
    if (taken) bad.set(service, { ref: taken.ref.name, sha: taken.sha, of: taken.id });
    else if (runs) bad.set(service, { ref: runs.ref, sha: runs.sha, of: runs.deploymentId });
  }
  return bad;
}

/** It went on after the version that runs had been recorded, so that something of it may be there. */
function isNewer(rollout: Deployment, runs: Running | undefined): boolean {
  if (!runs) return true;
  return rollout.id !== runs.deploymentId && (rollout.endedAt ?? Number.POSITIVE_INFINITY) > runs.since;
}

/** Something else was rolled out since: who presses an old button means what they saw then. */
function movedOn({ environment, running, services }: RollbackFacts, of: Deployment): RollbackRefusal | null {
  const since = of.endedAt ?? of.requestedAt;
  const later = running.filter(
    (one) => services.includes(one.service) && one.deploymentId !== of.id && one.since > since,
  );
  const [first] = later;
  if (!first) return null;
  return refusal('moved-on', `${of.ref.name} is not what runs in ${environment} any more`, [
    `${say(first)} by ${first.by.name} went out after it.`,
    `/rollback ${environment} ${of.services.join(',')} takes back what runs now; with a version behind it, it goes to that one.`,
  ]);
}

function alreadyRuns({ environment, services }: RollbackFacts, to: Version): RollbackRefusal {
  return refusal('already-running', `${say(to)} is what runs in ${environment}`, [
    `${list(services)} ${services.length === 1 ? 'has' : 'have'} it already, so there is nothing to take back.`,
    `/rollback ${environment} ${services.join(',')} without a version goes to the one that was verified before.`,
  ]);
}

function quarantined(facts: RollbackFacts, to: Version, held: readonly Quarantined[]): RollbackRefusal {
  const because = held.map(
    ({ by, reason, services }) => `${by.name} took it back (${list(services)}): ${reason.replace(/[.]?$/, '.')}`,
  );
  return {
    ...refusal('quarantined', `${say(to)} is quarantined in ${facts.environment}`, [
      ...because,
      `Somebody with the role ${list(facts.releasers, 'or')} can release it: ${held.map(releaseCommand).join(', ')}`,
    ]),
    quarantined: held.map(({ id }) => id),
  };
}

function heldBack({ quarantined: all }: RollbackFacts, services: readonly string[], sha: string): Quarantined[] {
  return all.filter((each) => each.sha === sha && each.services.some((service) => services.includes(service)));
}

/** Versions that were verified there for any of the services, newest first, each once. */
export function verifiedThere({ verified }: Pick<RollbackFacts, 'verified'>): Version[] {
  return [...new Map(verified.map(({ ref, sha }) => [sha, { ref, sha }])).values()].slice(0, 10);
}

/** What is shown as taken back: of the first service that goes somewhere else. */
function firstOf(services: readonly string[], bad: ReadonlyMap<string, Bad>, to: Version): Bad | null {
  const all = services.flatMap((service) => bad.get(service) ?? []);
  return all.find(({ sha }) => sha !== to.sha) ?? null;
}

function refusal(reason: RollbackRefusal['reason'], title: string, lines: string[]): RollbackRefusal {
  return { kind: 'refused', reason, title, lines };
}

export function say({ ref, sha }: Version): string {
  return sha.startsWith(ref) ? shortSha(sha) : `${ref} (${shortSha(sha)})`;
}

function typed(environment: string, services: readonly string[], { ref, sha }: Version): string {
  return `/rollback ${environment} ${services.join(',')} ${sha.startsWith(ref) ? shortSha(sha) : ref}`;
}

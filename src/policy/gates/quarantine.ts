import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
import type { Quarantined } from '../../model/quarantine.ts';
import type { Verdict } from '../../model/verdict.ts';
import { commitMissing, commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

const gate = 'quarantine';

export interface QuarantineRule {
  /** Roles that may release what is quarantined. */
  releasers: string[];
  /** Whether anything is taken back there at all. */
  configured: boolean;
}

/** What was taken back is not deployed there again until somebody has released it. */
export function quarantine({ releasers, configured }: QuarantineRule, facts: Facts): Verdict {
  const held = facts.quarantined;
  if (held && !held.known) return factsMissing(gate, 'What was taken back', held.why);
  const touching = (held?.value ?? []).filter((each) => touches(each, facts));
  if (touching.length === 0 && !configured) return notConfigured(gate, 'Nothing is taken back here.');
  if (touching.length === 0) return pass(gate, `Nothing of ${facts.environment} that this touches is quarantined.`);
  const commit = commitOf(facts);
  if (!commit.known) return commitMissing(gate, 'What was taken back', commit);
  const { sha } = commit.value;
  const saw = touching.map((each) => ({
    what: `${each.ref} (${shortSha(each.sha)})`,
    found: 'quarantined',
    wanted: 'another commit',
  }));
  const blocking = touching.filter((each) => each.sha === sha);
  if (blocking.length === 0) return pass(gate, `${shortSha(sha)} was not taken back in ${facts.environment}.`, saw);
  return block(gate, 'quarantined', blocking.map(says).join(' '), {
    saw,
    unblock: `Deploy another commit, or have somebody with the role ${list(releasers, 'or')} release it with ${list(blocking.map(releaseCommand))}.`,
    who: releasers,
  });
}

/** Those that hold this very commit. */
export function blockingQuarantine(facts: Facts): Quarantined[] {
  const commit = commitOf(facts);
  const held = facts.quarantined?.known ? facts.quarantined.value : [];
  return commit.known ? held.filter((each) => touches(each, facts) && each.sha === commit.value.sha) : [];
}

function touches({ environment, services }: Quarantined, facts: Facts): boolean {
  return environment === facts.environment && services.some((service) => facts.services.includes(service));
}

function says({ ref, sha, services, environment, by, reason }: Quarantined): string {
  const version = ref === sha ? shortSha(sha) : `${ref} (${shortSha(sha)})`;
  return `${version} of ${list(services)} was taken back in ${environment} by ${by.name} and is quarantined: ${reason.replace(/[.]?$/, '.')}`;
}

/** As it is typed. */
export function releaseCommand({ environment, services, ref, sha }: Quarantined): string {
  const version = ref === sha ? shortSha(sha) : ref;
  return `/rollback release ${environment} ${services.join(',')} ${version}`;
}

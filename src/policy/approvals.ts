import type { Approval, Decision, Vote } from '../model/approval.ts';
import { bindingOf, unticked } from '../model/approval.ts';
import type { ApprovalRule } from '../model/catalog.ts';
import type { CommitRange } from '../model/commit-range.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Fact } from '../model/facts.ts';
import type { Membership, PersonRef } from '../model/person.ts';
import { lacking, sayLacking, stillLacking } from '../model/quorum.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { authorship } from './authorship.ts';
import type { Lent } from './delegated-vote.ts';
import { lentRole, standsFor } from './delegated-vote.ts';
import { samePerson } from './permissions.ts';
import { holdsOneOf } from './roles.ts';

/** `who` names the roles whose people may vote. */
export type CountedVote = { counts: true; vote: Vote } | { counts: false; why: string; who: string[] };

/**
 * Judges a vote before it is counted. It counts when the question is still open and still the same, and the person holds one of
 * the rule's roles, is not the requester, and has not voted so before. Who approved may still veto; a rejection says why.
 */
export function countVote(
  approval: Approval,
  cast: {
    deployment: Pick<Deployment, 'services' | 'environment' | 'sha' | 'inputs' | 'requester' | 'attempts'>;
    membership: Membership;
    choice: Vote['choice'];
    reason: string | null;
    /** What was ticked of the rule's checklist. */
    ticked?: readonly string[];
    /** Who wrote what is deployed; only looked at where the rule keeps authors out. */
    commits: Fact<CommitRange | null>;
    /** Those in whose place the person may approve now. */
    lent?: readonly Lent[];
    now: Instant;
  },
): CountedVote {
  const { deployment, membership, choice, now } = cast;
  const { person } = membership;
  const who = [...approval.rule.roles];
  const no = (why: string, whoCan: string[] = []): CountedVote => ({ counts: false, why, who: whoCan });

  if (approval.decision !== 'pending') return no(`It is already decided: ${approval.decision}.`);
  if (now >= approval.expiresAt) return no('The time to decide has run out; the deployment has to be asked for again.');
  if (bindingOf(deployment) !== approval.binding) {
    return no('What would be deployed has changed since this was asked; it is asked anew.');
  }
  if (askers(deployment).some((asker) => samePerson(person, asker))) {
    return no(`${person.name} asked for this deployment, and whoever asks does not decide.`, who);
  }
  const own = holdsOneOf(membership, approval.rule.roles);
  const place = own.held ? null : standsFor(approval, { ...cast, lent: cast.lent ?? [], askers: askers(deployment) });
  const held = place?.found ?? own;
  if (!held.held) return no([held.why, ...(place?.whyNot ?? [])].join(' '), who);
  // An author may well stop it.
  const wrote = choice === 'approve' && approval.rule.authors === false ? authorship(person, cast.commits) : null;
  if (wrote !== null) return no(wrote, who);
  const before = approval.votes.filter((vote) => samePerson(vote.person, person));
  if (before.some((vote) => vote.choice === choice)) {
    return no(`${person.name} has voted already, and one person counts once.`, who);
  }
  const instead = approval.votes.find((vote) => vote.for && samePerson(vote.for, person) && vote.choice === choice);
  if (instead) {
    return no(`${instead.person.name} has voted for ${person.name} already, and the two count once.`, who);
  }
  const reason = cast.reason?.trim() || null;
  if (choice === 'reject' && reason === null) return no('A rejection needs a reason.');
  const items = choice === 'approve' ? (approval.rule.checklist ?? []) : [];
  const open = unticked(items, cast.ticked ?? []);
  if (open.length > 0) {
    return no(
      `Whoever approves ticks every item of the checklist, and these are not ticked: ${open.join('; ')}. Approve, here in Slack, asks for them.`,
    );
  }
  const { slackId, name, githubLogin } = person;
  const { from } = place?.found ?? { from: null };
  const roles = from ? from.roles : approval.rule.roles.filter((role) => membership.roles.includes(role));
  return {
    counts: true,
    vote: {
      person: { slackId, name, githubLogin },
      choice,
      at: now,
      reason,
      role: held.role,
      roles,
      ...(from ? { for: from.person } : {}),
      ...(items.length > 0 ? { ticked: items } : {}),
    },
  };
}

/** What the votes come to: any rejection is a veto; else enough people; else the time has run out, or it is open. */
export function decide(approval: Approval, now: Instant): Decision {
  if (approval.decision !== 'pending') return approval.decision;
  if (approval.votes.some(({ choice }) => choice === 'reject')) return 'rejected';
  if (stillLacking({ rule: approval.rule, votes: approvers(approval) }).people === 0) return 'approved';
  return now >= approval.expiresAt ? 'expired' : 'pending';
}

/**
 * Whether an approval still counts at the moment of the dispatch: same question, same rule, young enough, and enough of those
 * who approved still hold a role. `memberships` are fresh, by Slack id; somebody who is not among them does not count.
 */
export function stillApproved(
  approval: Approval,
  at: {
    rule: ApprovalRule;
    binding: string;
    memberships: Readonly<Record<string, Membership>>;
    /** Whose votes cannot count, because they asked for it. */
    askers: readonly PersonRef[];
    /** When it was to start; null when as soon as it may. */
    scheduledFor: Instant | null;
    now: Instant;
  },
): { counts: true } | { counts: false; why: string } {
  const { rule, now } = at;
  if (approval.decision !== 'approved' || approval.decidedAt === null) {
    return { counts: false, why: `The approval is ${approval.decision}.` };
  }
  if (at.binding !== approval.binding) {
    return { counts: false, why: 'What would be deployed is no longer what was approved.' };
  }
  if (itemsOf(rule) !== itemsOf(approval.rule)) {
    return { counts: false, why: 'The checklist in quarterdeck.yml has changed since.' };
  }
  if (!sameRule(rule, approval.rule)) {
    return { counts: false, why: 'The approval rule in quarterdeck.yml has changed since.' };
  }
  // Who approves a deploy for tomorrow means tomorrow.
  const since = Math.max(approval.decidedAt, at.scheduledFor ?? 0);
  if (now >= since + rule.validFor) {
    const age = sayDuration(now - approval.decidedAt);
    return { counts: false, why: `The approval is ${age} old and counts for ${sayDuration(rule.validFor)}.` };
  }
  const lapsed: string[] = [];
  const standing = approvers(approval).filter((vote) => {
    const asker = [vote.person, ...(vote.for ? [vote.for] : [])].find((one) =>
      at.askers.some((by) => samePerson(one, by)),
    );
    if (asker) {
      lapsed.push(`${asker.name} asks for it now, and whoever asks does not decide.`);
      return false;
    }
    const lapse = lapsedRole(vote, rule, at.memberships);
    if (lapse !== null) lapsed.push(lapse);
    return lapse === null;
  });
  const missing = sayLacking(
    lacking(
      rule,
      standing.map((vote) => rolesNow(vote, at.memberships)),
    ),
  );
  if (missing === null) return { counts: true };
  const found =
    standing.length < rule.required
      ? `Only ${standing.length} of the ${rule.required} needed approvals still count.`
      : `Of those who approved, too few still hold the roles: it takes ${missing}.`;
  return { counts: false, why: [found, ...lapsed].join(' ') };
}

/** Who asked: for the deployment, and for the attempt that is to be made now. */
export function askers(deployment: Pick<Deployment, 'requester' | 'attempts'>): PersonRef[] {
  const attempt = deployment.attempts.at(-1);
  return attempt ? [deployment.requester, attempt.by] : [deployment.requester];
}

/** By which roles the vote counts now: those of whoever it was given for. */
function rolesNow(vote: Vote, memberships: Readonly<Record<string, Membership>>): string[] {
  const held = memberships[(vote.for ?? vote.person).slackId]?.roles ?? [];
  return vote.for ? held.filter((role) => (vote.roles ?? [vote.role]).includes(role)) : held;
}

/** Why somebody's approval no longer counts; null when it does. */
function lapsedRole(vote: Vote, rule: ApprovalRule, memberships: Readonly<Record<string, Membership>>): string | null {
  const holder = vote.for ?? vote.person;
  const membership = memberships[holder.slackId];
  if (!membership) return `The roles of ${holder.name} could not be looked at.`;
  const held = vote.for
    ? lentRole(membership, vote.roles ?? [vote.role], rule.roles)
    : holdsOneOf(membership, rule.roles);
  if (!held.held) return held.why;
  const voter = memberships[vote.person.slackId];
  if (!vote.for || (voter?.person.kind === 'member' && !voter.deactivated)) return null;
  return `${vote.person.name}, who approved for ${vote.for.name}, is no full member of this workspace now.`;
}

/** One vote a person. */
function approvers(approval: Approval): Vote[] {
  const distinct: Vote[] = [];
  for (const vote of approval.votes) {
    if (vote.choice !== 'approve') continue;
    if (!distinct.some((known) => samePerson(known.person, vote.person))) distinct.push(vote);
  }
  return distinct;
}

/** In another order they are the same. */
function itemsOf({ checklist = [] }: ApprovalRule): string {
  return JSON.stringify([...checklist].sort());
}

/** Where copies go does not change what was decided. */
function sameRule(one: ApprovalRule, other: ApprovalRule): boolean {
  const text = (rule: ApprovalRule) =>
    JSON.stringify([
      rule.required,
      [...rule.roles].sort(),
      Object.entries(rule.atLeast ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
      rule.authors ?? true,
      rule.expiresAfter,
      rule.validFor,
    ]);
  return text(one) === text(other);
}

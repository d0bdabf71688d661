import { createHash } from 'node:crypto';
import type { ApprovalRule } from './catalog.ts';
import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

export type Decision = 'pending' | 'approved' | 'rejected' | 'expired' | 'withdrawn';

export interface Vote {
  person: PersonRef & { slackId: string };
  choice: 'approve' | 'reject';
  at: Instant;
  reason: string | null;
  /** The role by which the vote counted. */
  role: string;
  /** All of the rule's roles that the person held. Absent in votes of before. */
  roles?: string[];
  /** In whose place it was given; `role` and `roles` are theirs. Absent where it is the person's own. */
  for?: PersonRef & { slackId: string };
  /** What the person ticked of the rule's checklist, in its words. Absent where there is none. */
  ticked?: string[];
}

/** One question put to the approvers, bound to exactly what `binding` hashes. */
export interface Approval {
  round: number;
  rule: ApprovalRule;
  binding: string;
  requestedAt: Instant;
  expiresAt: Instant;
  votes: Vote[];
  decision: Decision;
  decidedAt: Instant | null;
}

/** What was ticked, and of which checklist: people put their name under the items as they stood when they were asked. */
export interface Ticked {
  checklist: string[];
  by: { name: string; items: string[] }[];
}

/** By those who approved; null when nobody has been asked. */
export function tickedIn(approval: Pick<Approval, 'rule' | 'votes'> | null): Ticked | null {
  if (!approval) return null;
  const approved = approval.votes.filter(({ choice }) => choice === 'approve');
  return {
    checklist: approval.rule.checklist ?? [],
    by: approved.map(({ person, ticked }) => ({ name: person.name, items: ticked ?? [] })),
  };
}

/** What of the checklist is not among the ticked. */
export function unticked(checklist: readonly string[], ticked: readonly string[]): string[] {
  return checklist.filter((item) => !ticked.includes(item));
}

/** What an approval is bound to: another SHA, service, environment or input is another question. */
export function bindingOf(what: {
  services: readonly string[];
  environment: string;
  sha: string;
  inputs: Readonly<Record<string, string>>;
}): string {
  const inputs = Object.entries(what.inputs).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([[...what.services].sort(), what.environment, what.sha, inputs]);
  return createHash('sha256').update(text).digest('hex');
}

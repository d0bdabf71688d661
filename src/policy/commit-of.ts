import type { ResolvedRef } from '../model/commit.ts';
import type { Facts } from '../model/facts.ts';
import type { GateName, Verdict } from '../model/verdict.ts';
import { factsMissing } from './verdicts.ts';

/** `unusable`: it is known that the ref leads to no commit; else nobody could look. */
type CommitFact = { known: true; value: ResolvedRef } | { known: false; why: string; unusable: boolean };

/** The commit that is asked for; unknown as well when the ref does not lead to one. */
export function commitOf({ ref }: Facts): CommitFact {
  if (!ref.known) return { ...ref, unusable: false };
  if ('problem' in ref.value) {
    return { known: false, why: `"${ref.value.ref}" does not lead to one commit.`, unusable: true };
  }
  return { known: true, value: ref.value };
}

/** For gates that look at the commit, when there is none. What is wrong with the ref is for its own gate to say. */
export function commitMissing(
  gate: GateName,
  what: string,
  { why, unusable }: Extract<CommitFact, { known: false }>,
): Verdict {
  const missing = factsMissing(gate, what, why);
  if (!unusable) return missing;
  const says = `${what} cannot be looked at without a commit: ${why}`;
  return { ...missing, reason: 'commit-unknown', says, unblock: 'Name a ref that leads to one commit.' };
}

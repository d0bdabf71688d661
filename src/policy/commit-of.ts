import type { ResolvedRef } from '../model/commit.ts';
import type { Fact, Facts } from '../model/facts.ts';

/** The commit that is asked for; unknown as well when the ref does not lead to one. */
export function commitOf(facts: Facts): Fact<ResolvedRef> {
  if (!facts.ref.known) return facts.ref;
  if ('problem' in facts.ref.value) {
    return { known: false, why: `"${facts.ref.value.ref}" does not lead to one commit.` };
  }
  return { known: true, value: facts.ref.value };
}

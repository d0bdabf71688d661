import type { ApprovalRule } from '../model/catalog.ts';
import { sayInstant } from '../model/instant-words.ts';
import { sayDemands } from '../model/quorum.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { blocked, takes } from '../model/verdict.ts';
import { sayVerdicts } from './say-verdicts.ts';

export interface Explained {
  what: string;
  by: string;
  verdicts: readonly Verdict[];
  approvals: ApprovalRule | null;
  earliest: Instant | null;
  at: Instant;
  timezone: string | null;
}

/** The lines of an explanation: the answer, when it passes, every verdict. */
export function explanation({ what, by, verdicts, approvals, earliest, at, timezone }: Explained): string[] {
  const stopped = blocked(verdicts);
  const blocks = verdicts.filter(({ outcome }) => outcome === 'block').length;
  const answer = stopped
    ? `It would be refused: ${blocks} of ${verdicts.length} gates ${blocks === 1 ? 'blocks' : 'block'} it.`
    : approvals
      ? `Every gate lets it pass; then ${approvals.required} of ${approvals.roles.join(' or ')} must approve within ${sayDuration(approvals.expiresAfter)}${sayDemands(approvals)}.`
      : 'Every gate lets it pass; it would start at once.';
  const how = {
    time: '',
    patience: 'It passes by itself, but nobody can say when: what stands in its way has begun and ends.',
    'another-look': 'Something could not be looked at: ask again in a few minutes.',
    somebody: 'It will not pass by itself: somebody has to act.',
  };
  const opens =
    earliest === null
      ? how[takes(verdicts, earliest)]
      : `It passes by itself from ${sayInstant(earliest, timezone ?? 'UTC', null)}, if nothing else changes.`;
  return [
    `${what}, by ${by}, as of ${sayInstant(at, timezone ?? 'UTC', null)}`,
    answer,
    ...(stopped ? [opens] : []),
    '',
    ...sayVerdicts(verdicts, timezone),
  ];
}

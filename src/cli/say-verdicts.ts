import { sayInstant } from '../model/instant-words.ts';
import type { Verdict, VerdictOutcome } from '../model/verdict.ts';

const outcomes: Record<VerdictOutcome, string> = { block: 'BLOCKED', warn: 'warning', pass: 'passed ' };
const order: readonly VerdictOutcome[] = ['block', 'warn', 'pass'];

/** Every verdict, those that block first, for a terminal: what was seen, what would help, who can and when. */
export function sayVerdicts(verdicts: readonly Verdict[], timezone: string | null): string[] {
  return [...verdicts]
    .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
    .flatMap((verdict) => [
      `${outcomes[verdict.outcome]}  ${verdict.gate}: ${verdict.says}`,
      ...(verdict.outcome === 'pass' ? [] : detailsOf(verdict, timezone).map((line) => `           ${line}`)),
    ]);
}

function detailsOf({ saw, unblock, who, when }: Verdict, timezone: string | null): string[] {
  return [
    ...saw.map(({ what, found, wanted }) => `${what}: ${found}${wanted === null ? '' : ` (wanted: ${wanted})`}`),
    ...(unblock === null ? [] : [`What would help: ${unblock}`]),
    ...(who.length === 0 ? [] : [`Who can: ${who.join(', ')}`]),
    ...(when === null ? [] : [`When: ${sayInstant(when, timezone ?? 'UTC', null)}`]),
  ];
}

import type { GateName, ReasonCode, Seen, Verdict, VerdictOutcome } from '../model/verdict.ts';
import { dateThere, esc } from './text.ts';

/** Gates as people call them. */
export const gateWords: Record<GateName, string> = {
  permission: 'Permission',
  ref: 'Ref',
  change: 'Change request',
  checks: 'Checks',
  review: 'Review',
  'branch-protection': 'Branch protection',
  commits: 'Commits',
  after: 'Earlier environment',
  backup: 'Backup',
  window: 'Time window',
  checklist: 'Checklist',
  quarantine: 'Quarantine',
  lock: 'Lock',
  lane: 'Lane (one rollout at a time)',
  'already-running': 'Already running',
};

const outcomeWords: Record<VerdictOutcome, { sign: string; words: string }> = {
  block: { sign: ':no_entry:', words: 'blocked' },
  warn: { sign: ':warning:', words: 'warning' },
  pass: { sign: ':white_check_mark:', words: 'passed' },
};

const order: readonly VerdictOutcome[] = ['block', 'warn', 'pass'];

/** Blocked ones first, then warnings, then what passed; each group in the order of the gates. */
export function sorted(verdicts: readonly Verdict[]): Verdict[] {
  return [...verdicts].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
}

/** One line: the gate, its outcome in words, what it says. */
export function verdictLine(verdict: Verdict): string {
  const { sign, words } = outcomeWords[verdict.outcome];
  return `${sign} *${gateWords[verdict.gate]}* ${words}: ${esc(verdict.says, 400)}`;
}

/** Without the gates that the environment does not use: a count of what passed counts only what was asked. */
export function askedFor(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ reason }) => reason !== 'not-configured' && reason !== 'commit-unknown');
}

/** Gates that the environment does not use have no sentence of their own; they are named together, last. */
export function toldTogether(verdicts: readonly Verdict[]): { told: Verdict[]; rest: string[] } {
  const told = sorted(askedFor(verdicts));
  const named = (which: ReasonCode, words: string) => {
    const gates = verdicts.filter(({ reason }) => reason === which).map(({ gate }) => gateWords[gate]);
    return gates.length > 0 ? [`:heavy_minus_sign: *${words}:* ${gates.join(', ')}`] : [];
  };
  const rest = [
    ...named('commit-unknown', 'Not looked at without a commit'),
    ...named('not-configured', 'Not asked for here'),
  ];
  return { told, rest };
}

/** Everything a person needs of one verdict: what was seen, what would unblock it, who can, when. */
export function verdictLines(verdict: Verdict, timezone: string | null): string[] {
  const lines = [verdictLine(verdict), ...seenLines(verdict)];
  if (verdict.outcome === 'pass') return lines;
  if (verdict.unblock) lines.push(`• *What would help:* ${esc(verdict.unblock, 400)}`);
  if (verdict.who.length > 0) lines.push(`• *Who can:* ${esc(verdict.who.join(', '), 300)}`);
  if (verdict.when !== null) lines.push(`• *When:* ${dateThere(verdict.when, timezone)}`);
  return lines;
}

/** What passed is told in one line; what blocks, in a line for each value. */
function seenLines({ outcome, saw }: Verdict): string[] {
  if (saw.length === 0) return [];
  const most = outcome === 'pass' ? 4 : 8;
  const rest = saw.length > most ? [`… and ${saw.length - most} more`] : [];
  const shown = saw.slice(0, most).map((one) => seenWords(outcome === 'pass' ? { ...one, wanted: null } : one));
  const seen = [...shown, ...rest];
  return outcome === 'pass' ? [`• ${seen.join('  ·  ')}`] : seen.map((words) => `• ${words}`);
}

function seenWords({ what, found, wanted }: Seen): string {
  return `${esc(what, 120)}: ${esc(found, 200)}${wanted === null ? '' : ` (wanted: ${esc(wanted, 200)})`}`;
}

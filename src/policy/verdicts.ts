import type { GateName, ReasonCode, Seen, Verdict } from '../model/verdict.ts';

interface Details {
  saw?: Seen[];
  unblock?: string;
  who?: string[];
  when?: number | null;
}

type Obstacle = Exclude<ReasonCode, 'passed' | 'not-configured' | 'facts-missing' | 'commit-unknown'>;

export function pass(gate: GateName, says: string, saw: Seen[] = []): Verdict {
  return { gate, outcome: 'pass', reason: 'passed', says, saw, unblock: null, who: [], when: null };
}

export function notConfigured(gate: GateName, says: string): Verdict {
  return { gate, outcome: 'pass', reason: 'not-configured', says, saw: [], unblock: null, who: [], when: null };
}

export function warn(gate: GateName, reason: Obstacle, says: string, details: Details = {}): Verdict {
  return { ...block(gate, reason, says, details), outcome: 'warn' };
}

export function block(gate: GateName, reason: Obstacle, says: string, details: Details = {}): Verdict {
  const { saw = [], unblock = null, who = [], when = null } = details;
  return { gate, outcome: 'block', reason, says, saw, unblock, who, when };
}

/** A gate that cannot see blocks. `what` begins a sentence; `why` is the sentence that the failed look-up left. */
export function factsMissing(gate: GateName, what: string, why: string): Verdict {
  return {
    gate,
    outcome: 'block',
    reason: 'facts-missing',
    says: `${what} could not be looked at, and nothing is let through unseen: ${why.replace(/[.]?$/, '.')}`,
    saw: [{ what, found: 'unknown', wanted: null }],
    unblock: 'Try again in a few minutes. If it stays so, /quarterdeck doctor says what to mend.',
    who: [],
    when: null,
  };
}

/** `a`, `a or b`, `a, b and c`. */
export function list(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

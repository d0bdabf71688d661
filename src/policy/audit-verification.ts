import type { Link } from '../model/audit-chain.ts';
import { genesis } from '../model/audit-chain.ts';

/** A hash that an entry is known to have had: posted in a channel, kept in the table of checkpoints, or the head of the chain. */
export interface Mark {
  number: number;
  hash: string;
  /** As in `the checkpoint in the channel`. */
  from: string;
}

/** The first bad entry. `says` is a sentence that names it. */
export interface BadEntry {
  number: number;
  what: 'changed' | 'missing' | 'does-not-follow' | 'rewritten' | 'unreadable';
  says: string;
}

export interface Verification {
  /** Null as long as all is well. */
  bad: BadEntry | null;
  /** How many entries were looked at. */
  checked: number;
  first: number | null;
  last: { number: number; hash: string } | null;
  /** Marks that were not met yet, in order. */
  marks: readonly Mark[];
  /** Marks that fitted. */
  fitted: readonly Mark[];
  /** Whether it must begin with the first entry there ever was. */
  whole: boolean;
}

export function beginVerification(marks: readonly Mark[], whole: boolean): Verification {
  const inOrder = marks.toSorted((a, b) => a.number - b.number);
  return { bad: null, checked: 0, first: null, last: null, marks: inOrder, fitted: [], whole };
}

/** Takes the next entry. After the first bad one nothing changes any more. */
export function follow(so: Verification, link: Link): Verification {
  if (so.bad) return so;
  const bad = judge(so, link);
  if (bad) return { ...so, bad };
  const { number, hash } = link;
  const met = so.marks.findIndex((mark) => mark.number > number);
  const passed = met < 0 ? so.marks.length : met;
  return {
    ...so,
    checked: so.checked + 1,
    first: so.first ?? number,
    last: { number, hash },
    fitted:
      passed === 0 ? so.fitted : [...so.fitted, ...so.marks.slice(0, passed).filter((mark) => mark.number === number)],
    marks: passed === 0 ? so.marks : so.marks.slice(passed),
  };
}

/** There are no more entries. A mark beyond the last one tells that some were taken away at the end. */
export function endVerification(so: Verification): Verification {
  const last = so.last?.number ?? 0;
  const [mark] = so.marks;
  if (so.bad || !mark) return so;
  const gone = { number: last + 1, what: 'missing' as const };
  const until = so.marks.at(-1) ?? mark;
  const says = `${range(last + 1, until.number)} missing at the end: ${until.from} knows entry ${until.number}.`;
  return { ...so, bad: { ...gone, says } };
}

function judge({ last, marks, whole }: Verification, link: Link): BadEntry | null {
  const { number, previous, hash, computed } = link;
  const bad = (what: BadEntry['what'], says: string): BadEntry => ({ number, what, says });
  if (computed !== hash)
    return bad('changed', `Entry ${number} was changed after it was written: its content does not have its hash.`);
  const before = last?.number ?? 0;
  if (last ? previous !== last.hash : whole && previous !== genesis) {
    if (number > before + 1)
      return bad('missing', `Entry ${number}: ${range(before + 1, number - 1)} missing before it.`);
    const after = last ? `entry ${before}` : 'the beginning';
    return bad(
      'does-not-follow',
      `Entry ${number} does not follow ${after}: one of them was rewritten, put in or moved after it was written.`,
    );
  }
  if (number <= before)
    return bad('does-not-follow', `Entry ${number} comes after entry ${before}: it was moved or put in.`);
  const mark = marks.find((one) => one.number <= number && (last !== null || whole || one.number === number));
  if (mark && mark.number < number) {
    return { number: mark.number, what: 'missing', says: `Entry ${mark.number} is missing: ${mark.from} knows it.` };
  }
  if (mark && mark.hash !== hash) {
    return bad(
      'rewritten',
      `Entry ${number} is not the one that ${mark.from} knows: it, or one before it, was rewritten with all that follow.`,
    );
  }
  return null;
}

function range(from: number, to: number): string {
  return from === to ? `entry ${from} is` : `entries ${from} to ${to} are`;
}

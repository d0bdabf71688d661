import { parseDuration } from '../model/time.ts';
import type { Mark } from '../policy/audit-verification.ts';

export type AuditWords =
  | { verb: 'verify'; file: string | null; marks: Mark[] }
  /** `since` in ms since the epoch; null: from the beginning. */
  | { verb: 'export'; since: number | null };

const usage =
  'Usage: npm run quarterdeck -- audit verify [FILE] [--checkpoint NUMBER:HASH], or audit export [--since 30d]';

/** Reads what follows `audit`. */
export function readAuditWords(words: readonly string[], now: number): AuditWords | { wrong: string } {
  const [verb, ...rest] = words;
  if (verb === 'verify') return readVerify(rest);
  if (verb === 'export') return readExport(rest, now);
  return { wrong: verb === undefined ? usage : `audit does not know "${verb}". ${usage}` };
}

function readVerify(words: readonly string[]): AuditWords | { wrong: string } {
  const marks: Mark[] = [];
  let file: string | null = null;
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--checkpoint') {
      const typed = left.shift() ?? '';
      const [, number, hash = ''] = /^([1-9]\d{0,14}):([0-9a-fA-F]{64})$/.exec(typed) ?? [];
      if (number === undefined) {
        return { wrong: `"${typed}" is no checkpoint: it is written as in the channel, NUMBER:HASH with 64 digits.` };
      }
      marks.push({ number: Number(number), hash: hash.toLowerCase(), from: 'the checkpoint that you gave' });
    } else if (word.startsWith('-') || file !== null) return { wrong: usage };
    else file = word;
  }
  return { verb: 'verify', file, marks };
}

function readExport(words: readonly string[], now: number): AuditWords | { wrong: string } {
  const [option, typed = '', ...more] = words;
  if (option === undefined) return { verb: 'export', since: null };
  if (option !== '--since' || more.length > 0) return { wrong: usage };
  const length = parseDuration(typed);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Date.parse(typed) : Number.NaN;
  if (length !== null) return { verb: 'export', since: now - length };
  if (!Number.isNaN(day)) return { verb: 'export', since: day };
  return { wrong: `"${typed}" is not a time: write 30d, 12h or a day such as 2026-01-31.` };
}

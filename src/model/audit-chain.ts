import { createHash } from 'node:crypto';

/**
 * A row of the audit log in the very words that are hashed: numbers in decimal, `recorded` as `2026-01-20T15:05:00.000000Z`, and
 * `actor` and `details` as Postgres prints `jsonb`. Nothing of it is parsed and written anew, so nothing can come out otherwise.
 */
export interface SealedEntry {
  number: string;
  /** Hash of the entry before; of the first one `genesis`. */
  previous: string;
  recorded: string;
  key: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  details: string;
  /** SHA-256 of `entryText`, in lower-case hexadecimal. */
  hash: string;
}

/** What comes before the first entry. */
export const genesis = '0'.repeat(64);

/** One entry as a link of the chain. `computed` is the hash that its text has, `hash` the one that it carries. */
export interface Link {
  number: number;
  previous: string;
  hash: string;
  computed: string;
}

/**
 * The text that is hashed: one JSON object, its keys in this order and without white space but for what Postgres puts into
 * `actor` and `details`. Strings are escaped as JSON.stringify and Postgres's to_json both do.
 */
export function entryText(entry: Omit<SealedEntry, 'hash'>): string {
  const { number, previous, recorded, key, at, actor, action, subject, details } = entry;
  const text = JSON.stringify;
  return `{"number":${number},"previous":${text(previous)},"recorded":${text(recorded)},"key":${text(key)},"at":${at},"actor":${actor},"action":${text(action)},"subject":${text(subject)},"details":${details}}`;
}

/** SHA-256 of the text in UTF-8, in lower-case hexadecimal. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export function linkOf(entry: SealedEntry): Link {
  const { number, previous, hash } = entry;
  return { number: Number(number), previous, hash, computed: hashOf(entryText(entry)) };
}

const beginning = '{"hash":"';
const middle = '","entry":';

/** One line of an export: the hash, and the very text that has it. */
export function exportLine(entry: SealedEntry): string {
  return `${beginning}${entry.hash}${middle}${entryText(entry)}}`;
}

/** The link that a line of an export is; null for a line that is none. */
export function readExportLine(line: string): Link | null {
  const hash = line.slice(beginning.length, beginning.length + 64);
  const text = line.slice(beginning.length + 64 + middle.length, -1);
  if (!/^[0-9a-f]{64}$/.test(hash) || line !== `${beginning}${hash}${middle}${text}}`) return null;
  const found = /^\{"number":([1-9][0-9]{0,14}),"previous":"([0-9a-f]{64})",/.exec(text);
  return found ? { number: Number(found[1]), previous: found[2] ?? '', hash, computed: hashOf(text) } : null;
}

import type { AuditPlace, AuditSearch, NumberedEntry } from '../../model/audit-search.ts';
import type { Database } from './database.ts';
import { cleanText } from './encoding.ts';

/**
 * Entries of one moment may have been written in another order, by clocks that differ: so many of the earliest ones decide
 * where to stop looking.
 */
const outOfOrder = 1_000;

/**
 * Each condition but the time is a term, and the entries of a term lie in an index in their order: a page is read from where it
 * begins, whatever lies before and behind it.
 */
export async function searchAudit(
  database: Database,
  search: AuditSearch,
  { before, after }: AuditPlace,
  limit: number,
): Promise<NumberedEntry[]> {
  const { since } = search;
  const terms = await termsOf(database, search);
  const values: unknown[] = [limit];
  const value = (one: unknown) => `$${values.push(one)}`;
  const number = terms.length === 0 ? 'a.seq' : 't0.number';
  const conditions = terms.map((term, index) => `t${index}.term = ${value(term)}`);
  if (before !== null) conditions.push(`${number} < ${value(before)}`);
  if (after !== null) conditions.push(`${number} > ${value(after)}`);
  if (since !== null) {
    const at = value(since);
    conditions.push(`a.at >= ${at}`);
    conditions.push(`${number} >= (select min(seq) from (
      select seq from quarterdeck.audit where at >= ${at} order by at, seq limit ${outOfOrder}) as earliest)`);
  }
  const others = terms
    .slice(1)
    .map((_, index) => `join quarterdeck.audit_terms t${index + 1} on t${index + 1}.number = t0.number`);
  const from =
    terms.length === 0
      ? 'quarterdeck.audit a'
      : `quarterdeck.audit_terms t0 ${others.join(' ')} join quarterdeck.audit a on a.seq = t0.number`;
  const rows = await database.query<NumberedEntry>(
    `select a.seq::float8 as number, a.key, a.at::float8 as at, a.actor, a.action, a.subject, a.details from ${from}
     ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by ${number} ${after === null ? 'desc' : 'asc'} limit $1`,
    values,
  );
  return after === null ? rows : rows.reverse();
}

async function termsOf(database: Database, { words, by, about, action }: AuditSearch): Promise<string[]> {
  const terms = [
    ...(by ? [`by:${by.id.toLowerCase()}`] : []),
    ...(about === null ? [] : [`about:${about.toLowerCase().slice(0, 200)}`]),
    ...(action === null ? [] : [`action:${action}`]),
  ];
  if (words.length === 0) return terms;
  // Cut by the very function that cut the words of the entries.
  const [row] = await database.query<{ words: string[] }>('select quarterdeck.audit_words($1) as words', [
    cleanText(words.join(' ')),
  ]);
  return [...terms, ...(row?.words ?? []).map((word) => `word:${word}`)];
}

import type { AuditPlace, AuditSearch, NumberedEntry } from '../../model/audit-search.ts';
import type { Database } from './database.ts';
import { cleanText } from './encoding.ts';

/**
 * Entries of one moment may have been written in another order, by clocks that differ: so many of the earliest ones decide
 * where to stop looking.
 */
const outOfOrder = 1_000;

/**
 * Each condition but the time is a term, and the numbers of a term's entries lie in an index in their order: a page is read from
 * where it begins, whatever lies before and behind it. First the numbers are found and then the entries, and other terms are
 * looked up one by one: left to itself, Postgres joins what it has with all that there is.
 */
export async function searchAudit(
  database: Database,
  search: AuditSearch,
  { before, after }: AuditPlace,
  limit: number,
): Promise<NumberedEntry[]> {
  const { since } = search;
  const [rarest, ...others] = await rarestFirst(database, await termsOf(database, search));
  const values: unknown[] = [limit];
  const value = (one: unknown) => `$${values.push(one)}`;
  const conditions = others.map(
    (term) => `(select true from quarterdeck.audit_terms o where o.term = ${value(term)} and o.number = f.number)`,
  );
  if (rarest !== undefined) conditions.push(`f.term = ${value(rarest)}`);
  if (before !== null) conditions.push(`f.number < ${value(before)}`);
  if (after !== null) conditions.push(`f.number > ${value(after)}`);
  if (since !== null) {
    const at = value(since);
    conditions.push(`(select a.at >= ${at} from quarterdeck.audit a where a.seq = f.number)`);
    conditions.push(`f.number >= (select min(seq) from (
      select seq from quarterdeck.audit where at >= ${at} order by at, seq limit ${outOfOrder}) as earliest)`);
  }
  const from = rarest === undefined ? '(select seq as number from quarterdeck.audit)' : 'quarterdeck.audit_terms';
  return database.query<NumberedEntry>(
    `with found as materialized (
       select f.number from ${from} f ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
       order by f.number ${after === null ? 'desc' : 'asc'} limit $1)
     select a.seq::float8 as number, a.key, a.at::float8 as at, a.actor, a.action, a.subject, a.details
     from found, lateral (select * from quarterdeck.audit one where one.seq = found.number offset 0) as a
     order by a.seq desc`,
    values,
  );
}

/** The term with the fewest entries leads, so that the least is looked up in vain. More than a few hundred are just many. */
async function rarestFirst(database: Database, terms: readonly string[]): Promise<string[]> {
  if (terms.length < 2) return [...terms];
  const rows = await database.query<{ term: string }>(
    `select term from unnest($1::text[]) as t (term)
     order by (select count(*) from (select from quarterdeck.audit_terms a where a.term = t.term limit 500) as few)`,
    [terms],
  );
  return rows.map(({ term }) => term);
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

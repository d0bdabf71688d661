import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts';
import type { AuditPlace, AuditSearch } from '../../src/model/audit-search.ts';
import { withOwnPostgres } from '../own-postgres.ts';
import type { RowGroup } from '../row-group.ts';
import { median } from '../statistics.ts';
import { ratio, time } from '../table.ts';

const few = 1_000;
const all: AuditSearch = { words: [], by: null, about: null, action: null, since: null };
const newest: AuditPlace = { before: null, after: null };
const pages: { what: string; search: AuditSearch; place: (entries: number) => AuditPlace }[] = [
  { what: 'the newest', search: all, place: () => newest },
  { what: 'in the middle', search: all, place: (entries) => ({ before: entries / 2, after: null }) },
  { what: 'of a person', search: { ...all, by: { id: 'u7', name: '' } }, place: () => newest },
  {
    what: 'about an environment, in the middle',
    search: { ...all, about: 'e1' },
    place: (entries) => ({ before: entries / 2, after: null }),
  },
  { what: 'with a word that all have', search: { ...all, words: ['weekly'] }, place: () => newest },
  { what: 'with a word that one has', search: { ...all, words: ['w500'] }, place: () => newest },
  {
    what: 'with a word, about an environment',
    search: { ...all, words: ['weekly'], about: 'e1' },
    place: () => newest,
  },
];

/** A page of the audit log, out of a thousand entries and out of a million, on the built-in Postgres. */
export const auditPages: RowGroup = {
  letter: 'g',
  title: 'pages of the audit log',
  async measure({ rounds, quick }, say) {
    const many = quick ? 100_000 : 1_000_000;
    return withOwnPostgres(async (url) => {
      say(`writing ${many.toLocaleString('en-US')} entries`);
      const [small, large] = [await logOf(url, 'small', few), await logOf(url, 'large', many)];
      const lines = [];
      for (const { what, search, place } of pages) {
        const times = { small: [] as number[], large: [] as number[] };
        for (let round = 0; round < rounds * 40; round++) {
          times.small.push(await timed(() => small.log.search(search, place(few), 11)));
          times.large.push(await timed(() => large.log.search(search, place(many), 11)));
        }
        const [ours, floor] = [median(times.large), median(times.small)];
        const scale = `${many.toLocaleString('en-US')} entries`;
        lines.push({
          what: `audit page ${what}: of ${scale} (floor: of ${few.toLocaleString('en-US')})`,
          ours: time(ours),
          floor: time(floor),
          ratio: ratio(ours, floor),
          bar: '≤ 1.5',
        });
      }
      await Promise.all([small.database.close(), large.database.close()]);
      return lines;
    });
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A log as it is after so many entries, in a database of its own. Written at one go: what is chained is not asked for here. */
async function logOf(url: string, name: string, entries: number) {
  const admin = await openDatabase({ url });
  await admin.query(`create database ${name}`);
  await admin.close();
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await openDatabase({ url: own.href });
  await fill(database, entries);
  return { database, log: createAuditLog(database) };
}

async function fill(database: Database, entries: number): Promise<void> {
  const action = `(array['deployment.requested', 'approval.voted', 'lock.taken', 'deployment.ended'])[1 + i % 4]`;
  const terms = `array['by:u' || i % 50, 'action:' || ${action}, 'about:d-' || i / 6, 'about:e' || i % 3,
    'word:weekly', 'word:w' || i, 'word:m' || i % 200]`;
  await database.query(`
    alter table quarterdeck.audit disable trigger user;
    insert into quarterdeck.audit (seq, key, at, actor, action, subject, details, previous_hash, hash)
      select i, 'k' || i, 1700000000000 + i * 60000::bigint, jsonb_build_object('slackId', 'U' || i % 50), ${action}, 'd-' || i / 6,
        jsonb_build_object('environment', 'e' || i % 3, 'verdicts', repeat('x', 300)), '', '' from generate_series(1, ${entries}) i;
    -- An index over all of it is made far sooner than it is kept entry by entry.
    set maintenance_work_mem = '512MB';
    alter table quarterdeck.audit_terms drop constraint audit_terms_pkey;
    insert into quarterdeck.audit_terms select unnest(${terms}), i from generate_series(1, ${entries}) i;
    alter table quarterdeck.audit_terms add primary key (term, number);
    reset maintenance_work_mem;
    alter table quarterdeck.audit enable trigger user`);
  for (const table of ['audit', 'audit_terms']) await database.query(`vacuum analyze quarterdeck.${table}`);
}

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAudit } from '../../../src/adapters/postgres/audit.ts';
import { createAuditLog } from '../../../src/adapters/postgres/audit-log.ts';
import { openDatabase } from '../../../src/adapters/postgres/database.ts';
import { migrations } from '../../../src/adapters/postgres/migrations/index.ts';
import type { SealedEntry } from '../../../src/model/audit-chain.ts';
import { entryText, genesis, hashOf, linkOf } from '../../../src/model/audit-chain.ts';
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import type { Mark } from '../../../src/policy/audit-verification.ts';
import { verifyAudit } from '../../../src/usecases/audit-proof.ts';
import { auditEntry } from '../../builders.ts';
import { emptyAudit, emptyDatabase, freshDatabase, type TestDatabase } from '../../postgres.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());
beforeEach(() => emptyAudit(db.database));

const entry = (key: string, changes: Partial<AuditEntry> = {}) =>
  auditEntry(key, { action: 'lock.taken', subject: 'production', details: { reason: `reason ${key}` }, ...changes });
const record = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => createAudit(db.database).record(entry(key))), Promise.resolve());
const sql = (text: string, values?: unknown[]) => db.database.query(text, values);
const verify = (marks: Mark[] = []) => verifyAudit(createAuditLog(db.database), marks);
const all = () => createAuditLog(db.database).sealed(0, 1_000);

/** What the owner of the tables can do, and nobody else. */
async function asOwner(...statements: string[]): Promise<void> {
  await sql(
    ['audit', 'audit_head', 'audit_checkpoints']
      .map((table) => `alter table quarterdeck.${table} disable trigger user`)
      .concat(
        statements,
        ['audit', 'audit_head', 'audit_checkpoints'].map(
          (table) => `alter table quarterdeck.${table} enable trigger user`,
        ),
      )
      .join(';'),
  );
}

/** The whole chain written anew by somebody who knows how, from an entry on; the head with it. */
const rewriteFrom = (number: number) => `
  do $$
  declare entry quarterdeck.audit; last text := (select hash from quarterdeck.audit where seq < ${number} order by seq desc limit 1);
  begin
    for entry in select * from quarterdeck.audit where seq >= ${number} order by seq loop
      entry.previous_hash := coalesce(last, repeat('0', 64));
      last := encode(sha256(convert_to(quarterdeck.audit_text(entry), 'UTF8')), 'hex');
      update quarterdeck.audit set previous_hash = entry.previous_hash, hash = last where seq = entry.seq;
    end loop;
    update quarterdeck.audit_head set hash = last, number = (select max(seq) from quarterdeck.audit);
  end $$`;

describe('the chain', () => {
  test('numbers entries without gaps, whatever was written twice or rolled back', async () => {
    await record('a', 'b', 'a');
    await expect(
      db.database.transaction(async (query) => {
        await query(
          `insert into quarterdeck.audit (key, at, actor, action, subject, details) values ('x', 1, '{}', 'lock.taken', 's', '{}')`,
        );
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await record('c');
    const entries = await all();
    expect(entries.map(({ number, key }) => [number, key])).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ]);
    expect(entries[0]?.previous).toBe(genesis);
    expect(await verify()).toMatchObject({ bad: null, checked: 3, last: { number: 3 } });
  });

  test('is one chain when many write at once, over several connections', async () => {
    const other = await openDatabase({ url: db.url });
    const logs = [createAudit(db.database), createAudit(other)];
    await Promise.all(Array.from({ length: 60 }, (_, i) => logs[i % 2]?.record(entry(`key ${i % 50}`))));
    await other.close();
    expect(await verify()).toMatchObject({ bad: null, checked: 50, last: { number: 50 } });
  });

  test('several rows of one statement, as the release before writes them, are chained too', async () => {
    await sql(`insert into quarterdeck.audit (key, at, actor, action, subject, details)
      values ('1', 1, '{}', 'lock.taken', 's', '{}'), ('2', 1, '{}', 'lock.taken', 's', '{}'), ('1', 1, '{}', 'lock.taken', 's', '{}')
      on conflict (key) do nothing`);
    expect(await verify()).toMatchObject({ bad: null, checked: 2 });
  });

  test.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['numbers', { one: 1, float: 1.5, large: 1e21, tiny: 1e-7, negative: -0, big: 9_007_199_254_740_993n.toString() }],
    ['keys in any order', { zz: 1, a: { y: 1, x: [3, 2, 1] }, b: null, aaa: true }],
    ['text', { text: 'quote " back \\ slash / tab \t line \n \u0001 \u007f \u2028 ü 👩‍👩‍👧 <!channel> \ud800' }],
    ['keys of text', { 'quote " ü \n': 1, '': 2, __proto__: 3 }],
  ])('what Postgres hashes can be hashed anew from the row: %s', async (name, details) => {
    await createAudit(db.database).record(entry(`"${name}" \n ü`, { details, subject: 'sub\\ject "x" \u2028' }));
    const [row] = await all();
    expect(row && hashOf(entryText(row))).toBe(row?.hash);
    expect(row && JSON.parse(entryText(row)).details).toEqual(
      JSON.parse(JSON.stringify(details).replace('\\ud800', '\ufffd')),
    );
  });

  test('numbers in details that JSON does not write so keep their own form', async () => {
    await sql(`insert into quarterdeck.audit (key, at, actor, action, subject, details)
      values ('n', 1, '{}', 'lock.taken', 's', '{"a": 1.0, "b": 1e21, "c": 123456789012345678901234567890.10}')`);
    const [row] = await all();
    expect(row?.details).toBe('{"a": 1.0, "b": 1000000000000000000000, "c": 123456789012345678901234567890.10}');
    expect(await verify()).toMatchObject({ bad: null, checked: 1 });
  });
});

describe('the database refuses', () => {
  test.each([
    `update quarterdeck.audit_head set number = 1`,
    `update quarterdeck.audit_head set hash = 'x'`,
    'delete from quarterdeck.audit_head',
    'truncate quarterdeck.audit_head',
  ])('to move the head: %s', async (statement) => {
    await record('a', 'b');
    await expect(sql(statement)).rejects.toThrow('moves only with an entry');
  });

  test.each([
    'update quarterdeck.audit_checkpoints set number = 2',
    'delete from quarterdeck.audit_checkpoints',
    'truncate quarterdeck.audit_checkpoints',
  ])('to take back a checkpoint: %s', async (statement) => {
    await sql(`insert into quarterdeck.audit_checkpoints values (1, 'x', 1)`);
    await expect(sql(statement)).rejects.toThrow('append-only');
  });

  test('a hash and a number of somebody else’s making: it makes its own', async () => {
    await sql(`insert into quarterdeck.audit (seq, key, at, actor, action, subject, details, previous_hash, hash, recorded_at)
      values (77, 'k', 1, '{}', 'lock.taken', 's', '{}', 'forged', 'forged', '2001-01-01')`);
    expect(await all()).toMatchObject([
      { number: '1', previous: genesis, recorded: expect.not.stringMatching(/^2001/) },
    ]);
    expect(await verify()).toMatchObject({ bad: null });
  });
});

describe('what the owner of the database does behind its back', () => {
  const change = (number: number) =>
    `update quarterdeck.audit set details = '{"reason": "nothing"}' where seq = ${number}`;

  test.each<[string, string[], { number: number; what: string; says: RegExp }]>([
    ['changes details', [change(3)], { number: 3, what: 'changed', says: /Entry 3 was changed/ }],
    [
      'changes the actor',
      [`update quarterdeck.audit set actor = '{}' where seq = 2`],
      { number: 2, what: 'changed', says: /Entry 2/ },
    ],
    [
      'changes when it was recorded',
      [`update quarterdeck.audit set recorded_at = now() where seq = 2`],
      { number: 2, what: 'changed', says: /Entry 2/ },
    ],
    [
      'deletes one in the middle',
      ['delete from quarterdeck.audit where seq = 3'],
      { number: 4, what: 'missing', says: /Entry 4: entry 3 is missing/ },
    ],
    [
      'deletes several',
      ['delete from quarterdeck.audit where seq in (2, 3)'],
      { number: 4, what: 'missing', says: /entries 2 to 3 are missing/ },
    ],
    [
      'deletes the first',
      ['delete from quarterdeck.audit where seq = 1'],
      { number: 2, what: 'missing', says: /Entry 2: entry 1 is missing/ },
    ],
    [
      'deletes the last ones',
      ['delete from quarterdeck.audit where seq > 3'],
      { number: 4, what: 'missing', says: /entries 4 to 5 are missing at the end/ },
    ],
    [
      'deletes all',
      ['delete from quarterdeck.audit'],
      { number: 1, what: 'missing', says: /entries 1 to 5 are missing/ },
    ],
    [
      'exchanges two',
      [
        'update quarterdeck.audit set seq = case seq when 2 then 30 else 2 end where seq in (2, 3)',
        'update quarterdeck.audit set seq = 3 where seq = 30',
      ],
      { number: 2, what: 'changed', says: /Entry 2/ },
    ],
    [
      'puts one in, with a hash of its own',
      [
        `update quarterdeck.audit set seq = seq + 1000 where seq > 2`,
        `insert into quarterdeck.audit (seq, key, at, actor, action, subject, details, previous_hash, hash)
           select 3, 'forged', at, actor, action, subject, details, hash, hash from quarterdeck.audit where seq = 2`,
        `update quarterdeck.audit a set hash = encode(sha256(convert_to(quarterdeck.audit_text(a), 'UTF8')), 'hex') where seq = 3`,
        `update quarterdeck.audit set seq = seq - 999 where seq > 1000`,
      ],
      { number: 4, what: 'changed', says: /Entry 4/ },
    ],
    [
      'puts one in at the end',
      [
        `insert into quarterdeck.audit (seq, key, at, actor, action, subject, details, previous_hash, hash) values (6, 'forged', 1, '{}', 'lock.taken', 's', '{}', 'x', 'x')`,
      ],
      { number: 6, what: 'changed', says: /Entry 6/ },
    ],
    [
      'changes one and makes its hash anew',
      [
        change(3),
        `update quarterdeck.audit a set hash = encode(sha256(convert_to(quarterdeck.audit_text(a), 'UTF8')), 'hex') where seq = 3`,
      ],
      { number: 4, what: 'does-not-follow', says: /Entry 4 does not follow entry 3/ },
    ],
  ])('%s: it is found, and the first bad entry is named', async (_what, statements, expected) => {
    await record('1', '2', '3', '4', '5');
    expect(await verify()).toMatchObject({ bad: null, checked: 5 });
    await asOwner(...statements);
    const { bad } = await verify();
    expect(bad).toMatchObject({
      number: expected.number,
      what: expected.what,
      says: expect.stringMatching(expected.says),
    });
  });

  test('writes everything anew from an entry on: found by the checkpoint that is kept, and by one from the channel', async () => {
    await record('1', '2', '3', '4', '5');
    const posted = (await all())
      .slice(-2, -1)
      .map(({ number, hash }) => ({ number: Number(number), hash, from: 'the channel' }));
    await sql(`insert into quarterdeck.audit_checkpoints select seq, hash, 1 from quarterdeck.audit where seq = 4`);
    await asOwner(change(3), rewriteFrom(3));
    expect((await verify()).bad).toMatchObject({
      number: 4,
      what: 'rewritten',
      says: expect.stringContaining('kept in the database'),
    });

    await asOwner('delete from quarterdeck.audit_checkpoints');
    expect((await verify()).bad).toBeNull();
    expect((await verify(posted)).bad).toMatchObject({
      number: 4,
      what: 'rewritten',
      says: expect.stringContaining('the channel'),
    });
  });

  test('deletes the last ones and sets the head back: found by a checkpoint beyond', async () => {
    await record('1', '2', '3');
    const marks = (await all())
      .slice(-1)
      .map(({ number, hash }) => ({ number: Number(number), hash, from: 'the channel' }));
    await asOwner('delete from quarterdeck.audit where seq = 3', rewriteFrom(1));
    expect((await verify()).bad).toBeNull();
    expect((await verify(marks)).bad).toMatchObject({ number: 3, what: 'missing' });
  });

  test('makes the database’s own function say what they like: it is not asked', async () => {
    await record('1', '2');
    await asOwner(change(1));
    await db.database
      .transaction(async (query) => {
        await query(
          `create or replace function quarterdeck.audit_text(entry quarterdeck.audit) returns text language sql as $$ select 'forged' $$`,
        );
        const rows = await query<SealedEntry & Record<string, unknown>>('select hash from quarterdeck.audit');
        expect(rows).toHaveLength(2);
        expect((await verify()).bad).toMatchObject({ number: 1, what: 'changed' });
        throw new Error('enough');
      })
      .catch((error: unknown) => expect(String(error)).toContain('enough'));
  });
});

test('what the release before had written, with gaps in its numbers, is sealed by the migration', async () => {
  const { url, drop } = await emptyDatabase();
  const before = migrations.filter(({ name }) => name < '0009');
  const old = await openDatabase({ url, migrations: before });
  const insert = `insert into quarterdeck.audit (key, at, actor, action, subject, details)
    values ($1, 1, '{"system": "quarterdeck"}', 'lock.taken', 's', '{"a": 1.0}') on conflict (key) do nothing`;
  for (const key of ['1', '2', '2', '3']) await old.query(insert, [key]);
  const now = await openDatabase({ url });
  // The release before is still there, and goes on writing as it always did.
  await old.query(insert, ['4']);
  await old.query(insert, ['4']);
  await createAudit(now).record(entry('5'));
  const log = createAuditLog(now);
  expect((await log.sealed(0, 10)).map(({ number, key }) => `${number} ${key}`)).toEqual([
    '1 1',
    '2 2',
    '4 3',
    '5 4',
    '6 5',
  ]);
  expect((await log.sealed(0, 10)).map(linkOf).every(({ hash, computed }) => hash === computed)).toBe(true);
  expect(await verifyAudit(log)).toMatchObject({ bad: null, checked: 5, last: { number: 6 } });
  await Promise.all([old.close(), now.close()]);
  await drop();
});

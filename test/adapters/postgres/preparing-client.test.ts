import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNames } from '../../../src/adapters/postgres/preparing-client.ts';
import { freshDatabase, type TestDatabase } from '../../postgres.ts';

let made: TestDatabase;
beforeAll(async () => {
  made = await freshDatabase();
  await made.database.query('create table numbers (number int not null, word text)');
});
afterAll(() => made?.close());

test('a statement with values is parsed once on a connection, and answers as before', async () => {
  const client = await made.database.pool.connect();
  try {
    const text = 'select $1::int + 1 as more';
    for (const given of [1, 2, 3]) {
      const { rows } = await client.query<{ more: number }>(text, [given]);
      expect(rows).toEqual([{ more: given + 1 }]);
    }
    await client.query('select 1');
    const { rows } = await client.query(
      'select (generic_plans + custom_plans)::int as times from pg_prepared_statements where statement = $1',
      [text],
    );
    expect(rows).toEqual([{ times: 3 }]);
    await expect(client.query(text, ['many'])).rejects.toThrow(/invalid input syntax/);
    expect((await client.query(text, [7])).rows).toEqual([{ more: 8 }]);
  } finally {
    client.release();
  }
});

test('a table that changes under a prepared statement is noticed by nobody, in a transaction or not', async () => {
  const { query, transaction } = made.database;
  const ask = 'select number from numbers where number > $1';
  const add = 'insert into numbers (number, word) values ($1, $2) returning number';
  const both = () => transaction(async (within) => [await within(add, [5, 'five']), await within(ask, [4])]);
  await Promise.all(Array.from({ length: 10 }, () => query(ask, [0])));
  expect(await both()).toEqual([[{ number: 5 }], [{ number: 5 }]]);
  await query('alter table numbers alter column number type text');
  await query('alter table numbers alter column number type smallint using number::smallint');
  expect(await query(ask, [4])).toEqual([{ number: 5 }]);
  expect(await both()).toEqual([[{ number: 5 }], [{ number: 5 }, { number: 5 }]]);
});

test('of texts that are made up anew each time only so many get a name', () => {
  const nameOf = createNames(2);
  const [first, second] = [nameOf('select $1'), nameOf('select $1, 2')];
  expect(first).not.toBe(second);
  expect([nameOf('select $1, 3'), nameOf('select $1'), nameOf('select $1, 2')]).toEqual([null, first, second]);
});

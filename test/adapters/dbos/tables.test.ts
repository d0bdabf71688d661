import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareTables } from '../../../src/adapters/dbos/tables.ts';
import { emptyDatabase } from '../../postgres.ts';

let url: string;
let drop: () => Promise<void>;

beforeEach(async () => {
  ({ url, drop } = await emptyDatabase());
});
afterEach(() => drop());

test('replicas that start on an empty database at the same moment wait for one another', async () => {
  const said: string[] = [];
  const log = (level: string, text: string, fields?: object) => {
    if (/prepared|deadlock/.test(text)) said.push(`${level} ${text} ${JSON.stringify(fields)}`);
  };
  await Promise.all(Array.from({ length: 6 }, () => prepareTables({ url, log })));
  expect(said).toEqual([]);
});

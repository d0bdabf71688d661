import { afterAll, beforeAll } from 'vitest';
import { createDurable } from '../../src/adapters/dbos/engine.ts';
import type { WorkflowDefinition } from '../../src/ports/durable.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { freshDatabase, type TestDatabase } from '../postgres.ts';
import { durableContract } from './durable.contract.ts';
import type { DurableHarness } from './durable-harness.ts';
import { durableMessagesContract } from './durable-messages.contract.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await freshDatabase();
});

afterAll(() => db.close());

/** Polls, because the engine works by itself; the deadline is far beyond anything but a failure. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 45_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The tests use the same ids, so whatever is about workflows is emptied. */
async function empty(): Promise<void> {
  const tables = await db.database.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.columns
     where table_schema = 'dbos' and column_name = 'workflow_uuid' and table_name in (
       select tablename from pg_tables where schemaname = 'dbos')`,
  );
  const names = [...tables.map(({ name }) => name), 'quarterdeck.mailboxes', 'quarterdeck.mail', 'quarterdeck.waits'];
  await db.database.query(`truncate ${names.join(', ')} cascade`);
}

async function open(
  workflows: WorkflowDefinition[],
  memory: { keepAwake?: number; gathering?: number } = {},
): Promise<DurableHarness> {
  await empty();
  const clock = createFakeClock();
  const make = () =>
    createDurable({
      url: db.url,
      pool: db.database.pool,
      store: db.database,
      clock,
      workflows,
      replica: 'one',
      applicationVersion: '1',
      log: () => {},
      ...memory,
    });
  let engine = make();
  await engine.launch();
  return {
    durable: () => engine.durable,
    clock,
    async restart() {
      await engine.shutdown();
      engine = make();
      await engine.launch();
    },
    until,
    close: () => engine.shutdown({ grace: 1_000 }),
  };
}

durableContract('DBOS on Postgres', (workflows) => open(workflows));
durableMessagesContract('DBOS on Postgres', (workflows) => open(workflows));

/** Every workflow that waits is let go at once, and run again when something comes. */
const forgetful = (workflows: WorkflowDefinition[]) => open(workflows, { keepAwake: 0, gathering: 0 });
durableContract('DBOS on Postgres, nothing kept in memory', forgetful);
durableMessagesContract('DBOS on Postgres, nothing kept in memory', forgetful);

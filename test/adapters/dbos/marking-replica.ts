import { createDurable, type Engine } from '../../../src/adapters/dbos/engine.ts';
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts';
import type { WorkflowContext, WorkflowDefinition } from '../../../src/ports/durable.ts';
import { createFakeClock } from '../../fakes/clock.ts';

/** A replica whose one workflow waits for a message and writes down who did what. */
export interface MarkingReplica {
  engine: Engine;
  database: Database;
  close(): Promise<void>;
}

export async function startMarkingReplica(
  url: string,
  replica: string,
  takeoverEvery: number,
  silence?: number,
): Promise<MarkingReplica> {
  const database = await openDatabase({ url });
  await database.query('create table if not exists marks (id bigint generated always as identity, what text)');
  const mark = async (what: string) => void (await database.query('insert into marks (what) values ($1)', [what]));
  const body = async (context: WorkflowContext<string>) => {
    await context.effect('before', () => mark(`${replica} before`));
    const word = await context.receive();
    await context.effect('after', () => mark(`${replica} after ${word}`));
  };
  const workflows: WorkflowDefinition[] = [{ name: 'mark', body: body as WorkflowDefinition['body'] }];
  const engine = createDurable({
    ...{ url, pool: database.pool, store: database, clock: createFakeClock(), workflows, replica, takeoverEvery },
    ...{ applicationVersion: '1', patience: 300, log: () => {} },
    ...(silence === undefined ? {} : { silence }),
  });
  try {
    await engine.launch();
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    engine,
    database,
    async close() {
      await engine.shutdown({ grace: 1_000 });
      await database.close();
    },
  };
}

export async function readMarks(database: Database): Promise<string[]> {
  return (await database.query<{ what: string }>('select what from marks order by id')).map(({ what }) => what);
}

// As a process of its own: node marking-replica.ts URL NAME WORKFLOW
const [, script, url, replica, workflowId] = process.argv;
if (script === import.meta.filename && url && replica && workflowId) {
  const { engine } = await startMarkingReplica(url, replica, 0);
  await engine.durable.start('mark', workflowId, null);
}

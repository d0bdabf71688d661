import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDurable } from '../../../src/adapters/dbos/engine.ts';
import { openDatabase } from '../../../src/adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../../src/adapters/postgres/embedded.ts';
import type { WorkflowContext, WorkflowDefinition } from '../../../src/ports/durable.ts';
import { createFakeClock } from '../../fakes/clock.ts';

test('workflows go on where they were when the database was killed and came back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quarterdeck-outage-'));
  const server = await startEmbeddedPostgres({ folder });
  const database = await openDatabase({ url: server.url, patience: 50 });
  const done: string[] = [];
  const body = async (context: WorkflowContext<string>) => {
    for (let i = 0; i < 4; i++) {
      const word = await context.receive();
      await context.effect(`do ${word}`, async () => {
        await database.query('select 1');
        done.push(word ?? 'nothing');
      });
    }
  };
  const workflows: WorkflowDefinition[] = [{ name: 'main', body: body as WorkflowDefinition['body'] }];
  const engine = createDurable({
    ...{ url: server.url, pool: database.pool, store: database, clock: createFakeClock(), workflows },
    ...{ replica: 'one', applicationVersion: '1', log: () => {} },
  });
  await engine.launch();
  const { durable } = engine;
  try {
    await durable.start('main', 'w', null);
    await durable.send('w', 'one', '1');
    const deadline = performance.now() + 30_000;
    const until = async (condition: () => boolean | Promise<boolean>) => {
      while (!(await condition())) {
        if (performance.now() > deadline) throw new Error('it did not come to that');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await until(() => done.length > 0);
    process.kill(server.pid, 'SIGKILL');
    // Longer than the patience of a statement: senders try again, and steps must not have failed.
    for (const word of ['two', 'three', 'four']) {
      await until(() => durable.send('w', word, word).catch(() => false));
    }
    await until(async () => (await durable.state('w').catch(() => 'unknown')) === 'done');
    expect([...new Set(done)]).toEqual(['one', 'two', 'three', 'four']);
  } finally {
    await engine.shutdown({ grace: 1_000 });
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

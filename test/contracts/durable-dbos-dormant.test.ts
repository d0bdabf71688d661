import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDurable, type Engine } from '../../src/adapters/dbos/engine.ts';
import { minute } from '../../src/model/time.ts';
import type { WorkflowContext, WorkflowDefinition } from '../../src/ports/durable.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { freshDatabase, type TestDatabase } from '../postgres.ts';

/** How many wait in memory, and what the others cost: how often a workflow is run again from the top is counted. */
describe('DBOS, with more that waits than is kept in memory', () => {
  let db: TestDatabase;
  let engine: Engine | undefined;
  const clock = createFakeClock();
  const started: string[] = [];
  const ended: string[] = [];
  const said: unknown[] = [];

  beforeAll(async () => {
    db = await freshDatabase();
  });
  afterEach(async () => {
    await engine?.shutdown({ grace: 1_000 });
    engine = undefined;
    started.length = 0;
    ended.length = 0;
  });
  afterAll(() => db.close());

  const body = async (context: WorkflowContext<string>, { until }: { until: number | null }) => {
    started.push(context.id);
    await context.step('first', async () => {});
    const word = await context.receive(until ?? undefined);
    await context.effect('end', async () => void ended.push(`${context.id} ${word}`));
  };
  const workflows: WorkflowDefinition[] = [{ name: 'main', body: body as WorkflowDefinition['body'] }];
  async function launch(replica = 'one'): Promise<Engine> {
    engine = createDurable({
      ...{ url: db.url, pool: db.database.pool, store: db.database, clock, workflows, replica },
      ...{
        applicationVersion: '1',
        log: (...line) => void said.push(line),
        keepAwake: 2,
        gathering: 0,
        takeoverEvery: 50,
      },
    });
    await engine.launch();
    return engine;
  }
  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 45_000;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`it did not come to that; now:\n${await picture()}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  /** What is known of every workflow, and what the engine has said. */
  async function picture(): Promise<string> {
    const rows = await db.database.query(
      `select s.workflow_uuid as id, s.status, s.executor_id, s.queue_name, s.owner_xid, w.step, w.read, w.until, m.last
       from dbos.workflow_status s left join quarterdeck.waits w on w.workflow_id = s.workflow_uuid
       left join quarterdeck.mailboxes m on m.workflow_id = s.workflow_uuid order by 1`,
    );
    return [...rows, { started, ended }, ...said.slice(-40)].map((each) => JSON.stringify(each)).join('\n');
  }
  const dormant = async () =>
    (await db.database.query<{ id: string }>('select workflow_id as id from quarterdeck.waits order by 1')).map(
      ({ id }) => id,
    );
  /** Until each has done its first step. */
  async function begin(names: readonly string[], at: number | null = null): Promise<void> {
    for (const name of names) {
      await engine?.durable.start('main', name, { until: at });
      await until(async () => {
        const sql = 'select from dbos.operation_outputs where workflow_uuid = $1';
        return (await db.database.query(sql, [name])).length === 1;
      });
    }
  }
  const state = (id: string) => engine?.durable.state(id);
  const runs = (id: string) => started.filter((one) => one === id).length;

  test('those that have waited longest are let go, and a restart runs only the others again', async () => {
    await launch();
    const names = ['a1', 'a2', 'a3', 'a4', 'a5'];
    await begin(names);
    await until(async () => (await dormant()).length === 3);
    const letGo = await dormant();
    await engine?.shutdown();
    await launch();
    const [one = '', ...others] = letGo;
    await engine?.durable.send(one, 'go', 'k');
    await until(() => ended.length === 1);
    expect(ended).toEqual([`${one} go`]);
    expect([one, ...others].map(runs)).toEqual([2, 1, 1]);
    expect(await state(others[0] ?? '')).toBe('running');
    for (const id of names) await engine?.durable.send(id, 'end', 'k');
    await until(() => ended.length === 5);
    expect(await dormant()).toEqual([]);
  });

  test('their time comes without a message, also when it came while nobody was there', async () => {
    await launch();
    const at = clock.now() + 10 * minute;
    await begin(['b1', 'b2', 'b3', 'b4'], at);
    await until(async () => (await dormant()).length === 2);
    clock.advance(5 * minute);
    expect(ended).toEqual([]);
    clock.advance(5 * minute);
    await until(() => ended.length === 4);

    await begin(['c1', 'c2', 'c3', 'c4'], clock.now() + minute);
    await until(async () => (await dormant()).length === 2);
    await engine?.shutdown();
    clock.advance(minute);
    await launch();
    await until(() => ended.length === 8);
    expect(ended.toSorted().slice(4)).toEqual(['c1 null', 'c2 null', 'c3 null', 'c4 null']);
  });

  test('a message that came while nobody was there is found', async () => {
    await launch();
    await begin(['d1', 'd2', 'd3']);
    await until(async () => (await dormant()).length === 1);
    const [letGo = ''] = await dormant();
    await engine?.shutdown();
    await db.database.query('insert into quarterdeck.mailboxes (workflow_id, last) values ($1, 1)', [letGo]);
    await db.database.query(
      `insert into quarterdeck.mail (workflow_id, number, key, body) values ($1, 1, 'late', '"late"')`,
      [letGo],
    );
    await launch();
    await until(() => ended.includes(`${letGo} late`));
    for (const id of ['d1', 'd2', 'd3']) await engine?.durable.send(id, 'end', 'k');
    await until(() => ended.length === 3);
  });

  test('a replica that goes away leaves them to another, which does not run them again for that', async () => {
    await launch();
    const names = ['e1', 'e2', 'e3', 'e4'];
    await begin(names);
    await until(async () => (await dormant()).length === 2);
    const letGo = await dormant();
    const others = names.filter((id) => !letGo.includes(id));
    await engine?.shutdown();
    await launch('two');
    const owners = async () =>
      (
        await db.database.query<{ owner: string }>(
          `select distinct executor_id as owner from dbos.workflow_status where status = 'PENDING'`,
        )
      ).map(({ owner }) => owner);
    await until(async () => (await owners()).join() === 'two' && others.every((id) => runs(id) === 2));
    expect(letGo.map(runs)).toEqual([1, 1]);
    for (const id of names) await engine?.durable.send(id, 'end', 'k');
    await until(() => ended.length === 4);
  });

  test('a row that its workflow has left behind does not keep it from being run again', async () => {
    await launch();
    await begin(['f1']);
    await engine?.shutdown();
    // As if it had been let go in an earlier wait, and an earlier release had run it on.
    await db.database.query(`insert into quarterdeck.waits (workflow_id, step, read) values ('f1', 0, 0)`);
    await launch();
    await until(() => runs('f1') === 2);
    await engine?.durable.send('f1', 'end', 'k');
    await until(() => ended.length === 1);
  });
});

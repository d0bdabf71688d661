import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OwnershipLost } from '../../../src/ports/durable.ts';
import { preparedDatabase } from '../../postgres.ts';
import { type MarkingReplica, readMarks, startMarkingReplica } from './marking-replica.ts';

const script = fileURLToPath(new URL('marking-replica.ts', import.meta.url));

describe('replicas on one database', () => {
  let url: string;
  let drop: () => Promise<void>;
  let own: MarkingReplica | undefined;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    ({ url, drop } = await preparedDatabase());
  });

  afterEach(async () => {
    await own?.close();
    own = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    child = undefined;
    await drop();
  });

  async function until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 45_000;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error('it did not come to that');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The first step is stored, so it will not run again. */
  const firstStepStored = async (id: string, { database }: MarkingReplica) => {
    const sql = 'select from dbos.operation_outputs where workflow_uuid = $1';
    return (await database.query(sql, [id])).length > 0;
  };

  /** Another process whose workflow has done its first effect and waits. */
  async function startOther(name: string, replica: MarkingReplica): Promise<ChildProcess> {
    child = spawn(process.execPath, [script, url, name, 'w-1'], { stdio: 'inherit' });
    await until(() => firstStepStored('w-1', replica));
    return child;
  }

  test('the workflows of one that was killed go on at another', async () => {
    own = await startMarkingReplica(url, 'one', 50);
    const { durable } = own.engine;
    const other = await startOther('two', own);
    await durable.send('w-1', 'go', 'k0').then((sent) => expect(sent).toBe(true));
    await until(async () => (await durable.state('w-1')) === 'done');
    expect(await readMarks(own.database)).toEqual(['two before', 'two after go']);
    other.kill('SIGKILL');
    await once(other, 'exit');

    child = spawn(process.execPath, [script, url, 'three', 'w-2'], { stdio: 'inherit' });
    await until(() => firstStepStored('w-2', own ?? fail()));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await durable.send('w-2', 'on', 'k');
    await until(async () => (await durable.state('w-2')) === 'done');
    expect((await readMarks(own.database)).slice(2)).toEqual(['three before', 'one after on']);
  });

  test('one that stands still is taken over; when it wakes up it does nothing twice, and its death is noticed again', async () => {
    own = await startMarkingReplica(url, 'one', 50, 2_000);
    const { durable } = own.engine;
    const other = await startOther('two', own);
    const members = () => own?.database.query<{ name: string }>('select name from quarterdeck.replicas order by name');
    const areMembers = async (...names: string[]) =>
      JSON.stringify(await members()) === JSON.stringify(names.map((name) => ({ name })));
    other.kill('SIGSTOP');
    await durable.send('w-1', 'go', 'k');
    await until(async () => (await durable.state('w-1')) === 'done');
    expect(await areMembers('one')).toBe(true);
    other.kill('SIGCONT');
    await until(() => areMembers('one', 'two'));
    expect(await readMarks(own.database)).toEqual(['two before', 'one after go']);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await until(() => areMembers('one'));
  });

  test('one that lives is left alone, however little it does', async () => {
    // More than a busy machine lets one of them wait.
    own = await startMarkingReplica(url, 'one', 20, 5_000);
    await startOther('two', own);
    const session = async () =>
      (
        await own?.database.query<{ pid: number }>(
          `select pid from pg_locks where locktype = 'advisory' and classid = 7352 and objsubid = 2
             and objid::bigint = hashtext('two')::bigint & 4294967295`,
        )
      )?.[0]?.pid;
    const before = await session();
    expect(before).toBeDefined();
    // It is watched for longer than would be enough.
    const deadline = performance.now() + 7_000;
    await until(async () => performance.now() > deadline);
    expect(await session()).toBe(before);
  });

  test('two living processes cannot have one name; after a kill it is free at once', async () => {
    own = await startMarkingReplica(url, 'one', 0);
    const other = await startOther('two', own);
    const { database } = own;
    await own.engine.shutdown();
    await expect(startMarkingReplica(url, 'two', 0)).rejects.toThrow('already runs as the replica "two"');
    other.kill('SIGKILL');
    await once(other, 'exit');
    const again = await startMarkingReplica(url, 'two', 0);
    await again.engine.durable.send('w-1', 'back', 'k');
    await until(async () => (await again.engine.durable.state('w-1')) === 'done');
    expect(await readMarks(database)).toEqual(['two before', 'two after back']);
    await again.close();
    await database.close();
    own = undefined;
  });

  test('an effect does not begin when the workflow belongs to another', async () => {
    own = await startMarkingReplica(url, 'one', 0);
    const { durable } = own.engine;
    await durable.start('mark', 'w-1', null);
    await until(async () => (await readMarks(own?.database ?? fail())).length === 1);
    await own.database.query(`update dbos.workflow_status set owner_xid = 'another', executor_id = 'another'`);
    await durable.send('w-1', 'go', 'k');
    await durable.start('mark', 'w-2', null);
    await until(async () => (await readMarks(own?.database ?? fail())).length === 2);
    await durable.send('w-2', 'go', 'k');
    await until(async () => (await durable.state('w-2')) === 'done');
    expect(await readMarks(own.database)).toEqual(['one before', 'one before', 'one after go']);
    expect(await durable.state('w-1')).toBe('running');
    expect(new OwnershipLost('w-1').message).toContain('another replica');
  });
});

function fail(): never {
  throw new Error('the replica is gone');
}

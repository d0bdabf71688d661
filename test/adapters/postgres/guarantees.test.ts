import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAudit } from '../../../src/adapters/postgres/audit.ts';
import { createChat } from '../../../src/adapters/postgres/chat.ts';
import { openDatabase } from '../../../src/adapters/postgres/database.ts';
import { createDeployments } from '../../../src/adapters/postgres/deployments.ts';
import { sweep } from '../../../src/adapters/postgres/housekeeping.ts';
import { createInbox, restAfter } from '../../../src/adapters/postgres/inbox.ts';
import { createLocks } from '../../../src/adapters/postgres/locks.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { notificationsWork } from '../../../src/adapters/postgres/notifications.ts';
import { createOutbox } from '../../../src/adapters/postgres/outbox.ts';
import { deployment, lockOf } from '../../builders.ts';
import { freshDatabase, type TestDatabase } from '../../postgres.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await freshDatabase();
});

afterAll(() => db.close());

describe('what Postgres itself makes sure of', () => {
  test('the audit log refuses update, delete and truncate', async () => {
    const audit = createAudit(db.database);
    const actor = { system: 'quarterdeck' };
    await audit.record({ key: 'k', at: 1, actor, action: 'lock.taken', subject: 's', details: {} });
    for (const sql of [
      `update quarterdeck.audit set subject = 'forged'`,
      'delete from quarterdeck.audit',
      'truncate quarterdeck.audit',
    ]) {
      await expect(db.database.query(sql)).rejects.toThrow('append-only');
    }
    expect(await audit.about('s', 10)).toHaveLength(1);
  });

  test('one lock in force for a scope, whatever the code does', async () => {
    await createLocks(db.database).take(lockOf({ id: 'l-1', service: null }), 1);
    const second = `insert into quarterdeck.locks (id, environment, service, since, document)
      values ('l-2', 'staging', null, 1, '{}')`;
    await expect(db.database.query(second)).rejects.toThrow('locks_one_in_force');
  });

  test('migrations that ran are not run again, also by two at once', async () => {
    const names = () => db.database.query('select name, applied_at from quarterdeck.migrations order by name');
    const before = await names();
    await Promise.all([migrate(db.database.pool), migrate(db.database.pool)]);
    expect(await names()).toEqual(before);
  });

  test('text that Postgres cannot keep is kept as near as it can', async () => {
    const deployments = createDeployments(db.database);
    await deployments.save(deployment({ id: 'd-odd', reason: 'a\0b \ud800 c', note: '<!channel>' }));
    expect(await deployments.get('d-odd')).toMatchObject({ reason: 'a\ufffdb \ufffd c', note: '<!channel>' });
    expect(await deployments.get('a\0b')).toBeNull();
    const inbox = createInbox({ database: db.database });
    const body = Buffer.from('{"text":"\\u0000"}');
    expect(await inbox.accept({ source: 'slack', kind: 'command', key: 'a\0b', body })).toBe('new');
  });
});

describe('between processes', () => {
  test('a delivery that one has claimed is not given to another, until that one is gone', async () => {
    const other = await openDatabase({ url: db.url });
    const mine = createOutbox({ database: db.database });
    const theirs = createOutbox({ database: other });
    const notice = { kind: 'text' as const, tone: 'info' as const, title: 'one', lines: [] };
    await createChat(db.database).show({ anchor: 'shared', channel: 'c', notice });
    const [claimed] = await theirs.claim(10);
    expect(claimed).toMatchObject({ anchor: 'shared' });
    if (claimed) await theirs.starting(claimed);
    expect(await mine.claim(10)).toEqual([]);
    await other.close();
    const again = await mine.claim(10);
    expect(again).toMatchObject([{ anchor: 'shared', started: true }]);
    for (const delivery of again) await mine.delivered(delivery, { channelId: 'C', ts: '1', permalink: null });
  });

  test('news of one reaches the other', async () => {
    const other = await openDatabase({ url: db.url });
    const news = Promise.withResolvers<void>();
    const inbox = createInbox({ database: other, pollEvery: 60_000 });
    const stop = inbox.onArrival(() => news.resolve());
    // LISTEN has been sent on the session; a round trip on it proves that it is in force.
    await other.session.query('select 1');
    const accepted = createInbox({ database: db.database });
    await accepted.accept({ source: 'github', kind: 'push', key: 'n-1', body: Buffer.from('{}') });
    await news.promise;
    stop();
    await other.close();
  });

  test('rows that a process held when it died are free at once', async () => {
    const inbox = createInbox({ database: db.database });
    await inbox.accept({ source: 'github', kind: 'push', key: 'held', body: Buffer.from('{}') });
    const client = await db.database.pool.connect();
    await client.query('begin');
    await client.query(`select from quarterdeck.inbox where key = 'held' for update`);
    const seen: string[] = [];
    const look = () => inbox.take(100, async ({ key }) => void seen.push(key));
    await look();
    expect(seen).not.toContain('held');
    client.release(true);
    const deadline = performance.now() + 10_000;
    while (!seen.includes('held') && performance.now() < deadline) await look();
    expect(seen).toContain('held');
  });
});

test('notifications are seen to work', async () => {
  expect(await notificationsWork(db.database, 10_000)).toBe(true);
});

test('a body that is damaged holds up no other', async () => {
  const inbox = createInbox({ database: db.database });
  for (const key of ['harmed', 'lost', 'whole']) {
    await inbox.accept({ source: 'slack', kind: 'event', key, body: Buffer.from('{}') });
  }
  const its = (key: string) => `(select bundle from quarterdeck.inbox where key = '${key}')`;
  await db.database.query(`update quarterdeck.inbox_bundles set bodies = 'x' where id = ${its('harmed')}`);
  await db.database.query(`delete from quarterdeck.inbox_bundles where id = ${its('lost')}`);
  const seen: string[] = [];
  await inbox.take(100, async ({ key }) => void seen.push(key));
  expect(seen).toEqual(['whole']);
  const failed = await db.database.query<{ key: string; tries: number }>(
    `select key, tries from quarterdeck.inbox where error is not null order by key`,
  );
  expect(failed).toEqual([
    { key: 'harmed', tries: 1 },
    { key: 'lost', tries: 1 },
  ]);
});

test('what is of no use any more is swept away, and nothing else', async () => {
  const inbox = createInbox({ database: db.database });
  const bundles = async () => (await db.database.query('select id from quarterdeck.inbox_bundles')).length;
  for (const key of ['s-old', 's-new', 's-waiting']) {
    await inbox.accept({ source: 'slack', kind: 'event', key, body: Buffer.from('{}') });
  }
  await db.database.query(`update quarterdeck.inbox set done_at = now() where key in ('s-old', 's-new')`);
  await db.database.query(`update quarterdeck.inbox set done_at = now() - interval '15 days' where key = 's-old'`);
  const kept = await bundles();
  expect(await sweep(db.database)).toBe(1);
  expect(await bundles()).toBe(kept - 1);
  const left = await db.database.query<{ key: string }>(
    `select key from quarterdeck.inbox where key like 's-%' order by key`,
  );
  expect(left.map(({ key }) => key)).toEqual(['s-new', 's-waiting']);
});

test('an arrival that fails rests longer every time, at most five minutes', () => {
  const rests = Array.from({ length: 10 }, (_, i) => restAfter(i + 1));
  expect(rests.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(rests.at(-1)).toBe(300_000);
});

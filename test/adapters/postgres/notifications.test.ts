import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { notificationsWork, watchNotifications } from '../../../src/adapters/postgres/notifications.ts';
import { freshDatabase, type TestDatabase } from '../../postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

/** As behind a pooler in transaction mode: statements pass, notifications do not until `mend` is called. */
function poolerBefore(database: Database): { database: Database; mend(): void } {
  let deaf = true;
  const { session } = database;
  return {
    database: {
      ...database,
      session: { ...session, listen: (channel, listener) => session.listen(channel, (said) => deaf || listener(said)) },
    },
    mend() {
      deaf = false;
    },
  };
}

test('notifications are seen to work, and not to', async () => {
  expect(await notificationsWork(db.database, 10_000)).toBe(true);
  expect(await notificationsWork(poolerBefore(db.database).database, 1)).toBe(false);
});

test('what the last look found is remembered, told once when it changes, and looked at again', async () => {
  const pooler = poolerBefore(db.database);
  const changes = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()];
  const left = [...changes];
  const watch = watchNotifications(pooler.database, {
    every: 1,
    patience: 500,
    onChange: (arrive) => left.shift()?.resolve(arrive),
  });
  onTestFinished(() => watch.stop());
  expect(watch.trouble()).toBeNull();
  expect(await changes[0]?.promise).toBe(false);
  expect(watch.trouble()).toMatch('do not arrive');
  pooler.mend();
  expect(await changes[1]?.promise).toBe(true);
  expect(watch.trouble()).toBeNull();
});

test('a database that is away says nothing of notifications', async () => {
  const asked = Promise.withResolvers<void>();
  const watch = watchNotifications(
    {
      ...db.database,
      async query() {
        asked.resolve();
        throw new Error('away');
      },
    },
    { every: 60_000, onChange: () => {} },
  );
  await asked.promise;
  await watch.stop();
  expect(watch.trouble()).toBeNull();
});

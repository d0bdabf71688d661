import { afterAll, beforeAll } from 'vitest';
import { createAudit } from '../../src/adapters/postgres/audit.ts';
import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createButtons } from '../../src/adapters/postgres/buttons.ts';
import { createCatalogs } from '../../src/adapters/postgres/catalogs.ts';
import { createChanges } from '../../src/adapters/postgres/changes.ts';
import { createChat } from '../../src/adapters/postgres/chat.ts';
import type { Database } from '../../src/adapters/postgres/database.ts';
import { createDelegations } from '../../src/adapters/postgres/delegations.ts';
import { createDeployments } from '../../src/adapters/postgres/deployments.ts';
import { createForms } from '../../src/adapters/postgres/forms.ts';
import { createGitHubAccounts } from '../../src/adapters/postgres/github-accounts.ts';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLanes } from '../../src/adapters/postgres/lanes.ts';
import { createLockQueue } from '../../src/adapters/postgres/lock-queue.ts';
import { createLocks } from '../../src/adapters/postgres/locks.ts';
import { createMutes } from '../../src/adapters/postgres/mutes.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { createPeopleNews } from '../../src/adapters/postgres/people-news.ts';
import { createQuarantine } from '../../src/adapters/postgres/quarantine.ts';
import { createSeal } from '../../src/adapters/postgres/seal.ts';
import { emptyAudit, freshDatabase, type TestDatabase } from '../postgres.ts';
import { auditContract } from './audit.contract.ts';
import { auditLogContract } from './audit-log.contract.ts';
import { buttonsContract } from './buttons.contract.ts';
import { catalogsContract } from './catalogs.contract.ts';
import { changesContract } from './changes.contract.ts';
import { delegationsContract } from './delegations.contract.ts';
import { deploymentsContract } from './deployments.contract.ts';
import { formsContract } from './forms.contract.ts';
import { githubAccountsContract } from './github-accounts.contract.ts';
import { inboxContract } from './inbox.contract.ts';
import { lanesContract } from './lanes.contract.ts';
import { lockQueueContract } from './lock-queue.contract.ts';
import { locksContract } from './locks.contract.ts';
import { mutesContract } from './mutes.contract.ts';
import { outboxContract } from './outbox.contract.ts';
import { peopleNewsContract } from './people-news.contract.ts';
import { quarantineContract } from './quarantine.contract.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await freshDatabase({ patience: 5_000 });
});

afterAll(() => test.close());

/** Empties the tables of one port, and makes its store. */
function over<T>(tables: string[], make: (database: Database) => T): () => Promise<T> {
  return async () => {
    for (const table of tables) await test.database.query(`truncate quarterdeck.${table} restart identity cascade`);
    return make(test.database);
  };
}

const kind = 'Postgres';

auditContract(kind, async () => {
  await emptyAudit(test.database);
  return createAudit(test.database);
});
auditLogContract(kind, async () => {
  await emptyAudit(test.database);
  return { ...createAudit(test.database), ...createAuditLog(test.database) };
});
buttonsContract(kind, over(['buttons'], createButtons));
catalogsContract(kind, over(['active_catalog', 'catalogs'], createCatalogs));
changesContract(kind, over(['changes'], createChanges));
delegationsContract(kind, over(['delegations'], createDelegations));
deploymentsContract(kind, over(['deployments', 'attempts', 'running', 'verified'], createDeployments));
formsContract(kind, async (clock) => createForms(test.database, clock));
githubAccountsContract(kind, async ({ keepsTokens, ...given }) => {
  await test.database.query('truncate quarterdeck.github_accounts');
  const seal = keepsTokens ? createSeal(Buffer.alloc(32, 'a key')) : null;
  return createGitHubAccounts({ database: test.database, seal, ...given });
});
inboxContract(
  kind,
  over(['inbox', 'inbox_bundles'], (database) => createInbox({ database, rest: () => 0, pollEvery: 60_000 })),
);
lanesContract(kind, over(['lanes', 'lane_waiters'], createLanes));
locksContract(kind, over(['locks'], createLocks));
lockQueueContract(kind, over(['lock_waiters'], createLockQueue));
mutesContract(kind, over(['mutes'], createMutes));
peopleNewsContract(kind, async () => [createPeopleNews(test.database), createPeopleNews(test.database)]);
quarantineContract(kind, over(['quarantine'], createQuarantine));
outboxContract(
  kind,
  over(['messages', 'replies', 'whispers'], (database) => ({
    chat: { ...createChat(database), ...createOutbox({ database, pollEvery: 60_000 }) },
    realNow: () => Date.now(),
  })),
);

import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeButtons } from '../fakes/buttons.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeChanges } from '../fakes/changes.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeDelegations } from '../fakes/delegations.ts';
import { createFakeDeployments } from '../fakes/deployments.ts';
import { createFakeForms } from '../fakes/forms.ts';
import { createFakeGitHubAccounts } from '../fakes/github-accounts.ts';
import { createFakeInbox } from '../fakes/inbox.ts';
import { createFakeLanes } from '../fakes/lanes.ts';
import { createFakeLockQueue } from '../fakes/lock-queue.ts';
import { createFakeLocks } from '../fakes/locks.ts';
import { createFakeMutes } from '../fakes/mutes.ts';
import { createFakeChat } from '../fakes/outbox.ts';
import { createFakePeopleNews } from '../fakes/people-news.ts';
import { createFakeQuarantine } from '../fakes/quarantine.ts';
import { auditContract } from './audit.contract.ts';
import { auditLogContract } from './audit-log.contract.ts';
import { buttonsContract } from './buttons.contract.ts';
import { catalogsContract } from './catalogs.contract.ts';
import { changesContract } from './changes.contract.ts';
import { clockContract } from './clock.contract.ts';
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

const kind = 'in memory';

auditContract(kind, async () => createFakeAudit());
auditLogContract(kind, async () => createFakeAudit());
buttonsContract(kind, async () => createFakeButtons());
catalogsContract(kind, async () => createFakeCatalogs());
changesContract(kind, async () => createFakeChanges());
delegationsContract(kind, async () => createFakeDelegations());
deploymentsContract(kind, async () => createFakeDeployments());
formsContract(kind, async (clock) => createFakeForms(clock));
githubAccountsContract(kind, async (given) => createFakeGitHubAccounts(given));
inboxContract(kind, async () => createFakeInbox());
lanesContract(kind, async () => createFakeLanes());
locksContract(kind, async () => createFakeLocks());
lockQueueContract(kind, async () => createFakeLockQueue());
mutesContract(kind, async () => createFakeMutes());
peopleNewsContract(kind, async () => {
  const news = createFakePeopleNews();
  return [news, news];
});
quarantineContract(kind, async () => createFakeQuarantine());
outboxContract(kind, async () => ({ chat: createFakeChat(() => 1_000), realNow: () => 1_000 }));
clockContract('moved by hand', async () => {
  const clock = createFakeClock();
  return {
    clock,
    move: async (by) => {
      await Promise.resolve();
      clock.advance(by);
    },
    close: async () => {},
  };
});

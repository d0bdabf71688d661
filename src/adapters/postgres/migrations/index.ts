import { inbox } from './0001-inbox.ts';
import { outbox } from './0002-outbox.ts';
import { deployments } from './0003-deployments.ts';
import { lanesAndLocks } from './0004-lanes-and-locks.ts';
import { audit } from './0005-audit.ts';
import { catalogsButtonsForms } from './0006-catalogs-buttons-forms.ts';
import { mailboxes } from './0007-mailboxes.ts';
import { lockReleases } from './0008-lock-releases.ts';
import { auditChain } from './0009-audit-chain.ts';
import { lockQueue } from './0010-lock-queue.ts';
import { githubAccounts } from './0011-github-accounts.ts';
import { firstAsked } from './0012-first-asked.ts';
import { changes } from './0013-changes.ts';
import { waits } from './0014-waits.ts';
import { history } from './0015-history.ts';
import { delegations } from './0016-delegations.ts';
import { mutes } from './0017-mutes.ts';
import { observedRuns } from './0018-observed-runs.ts';
import { quarantine } from './0019-quarantine.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  inbox,
  outbox,
  deployments,
  lanesAndLocks,
  audit,
  catalogsButtonsForms,
  mailboxes,
  lockReleases,
  auditChain,
  lockQueue,
  githubAccounts,
  firstAsked,
  changes,
  waits,
  history,
  delegations,
  mutes,
  observedRuns,
  quarantine,
];

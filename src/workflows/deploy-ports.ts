import type { Lock } from '../model/lock.ts';
import type { Annotations } from '../ports/annotations.ts';
import type { Audit } from '../ports/audit.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Changes } from '../ports/changes.ts';
import type { Charts } from '../ports/charts.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Delegations } from '../ports/delegations.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { Durable } from '../ports/durable.ts';
import type { GitHubAccounts } from '../ports/github-accounts.ts';
import type { Health } from '../ports/health.ts';
import type { Lanes } from '../ports/lanes.ts';
import type { Locks } from '../ports/locks.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Mutes } from '../ports/mutes.ts';
import type { Pages } from '../ports/pages.ts';
import type { Pause, WhenSlow } from '../ports/pause.ts';
import type { People } from '../ports/people.ts';
import type { Protection } from '../ports/protection.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { Runs } from '../ports/runs.ts';
import type { Silences } from '../ports/silences.ts';
import type { Source } from '../ports/source.ts';

/** What a deployment needs of the outside world. */
export interface DeployPorts {
  /** For answering on GitHub in the name of whoever approved. */
  accounts: Pick<GitHubAccounts, 'tokenOf' | 'forgetToken'>;
  audit: Audit;
  buttons: Buttons;
  catalogs: Catalogs;
  changes: Changes;
  chat: Chat;
  clock: Clock;
  /** Null where the settings name none. */
  cluster: Cluster | null;
  delegations: Delegations;
  deployments: Deployments;
  /** Whether the workflow that drives a deployment can still go on. */
  drivers: Pick<Durable, 'state'>;
  lanes: Lanes;
  locks: Locks;
  log: Log;
  mutes: Mutes;
  pause: Pause;
  people: People;
  protection: Protection;
  quarantine: Quarantine;
  runs: Runs;
  source: Source;
  charts: Charts;
  health: Health;
  /** Takes a lock and shows its message; one that somebody holds already stays as it is. The same lock twice is one. */
  holdAfter(lock: Lock): Promise<{ taken: true } | { taken: false; held: Lock }>;
  /** Where nothing measures, people are asked. Null, as the next three, where the settings name none. */
  metrics: Metrics | null;
  silences: Silences | null;
  annotations: Annotations | null;
  pages: Pages | null;
  whenSlow: WhenSlow;
  /** The real clock, ms: for what GitHub stamps, and for settling times. */
  realNow: () => number;
}

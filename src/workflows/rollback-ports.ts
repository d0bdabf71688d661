import type { Lock } from '../model/lock.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** What a rollback needs besides. */
export interface RollbackPorts extends DeployPorts {
  /** Takes a lock and shows its message; one that somebody holds already stays as it is. The same lock twice is one. */
  holdAfter(lock: Lock): Promise<{ taken: true } | { taken: false; held: Lock }>;
}

import type { Deployment } from '../model/deployment.ts';
import type { Lock } from '../model/lock.ts';
import type { PersonRef } from '../model/person.ts';
import type { Quarantined } from '../model/quarantine.ts';
import type { Version } from '../model/rollback.ts';
import { lockScopes } from '../policy/rollback-lock.ts';
import { say } from '../policy/rollback-target.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** Whom a rule acts as. */
export const quarterdeckItself: PersonRef = { slackId: null, name: 'Quarterdeck', githubLogin: null };

/** What stands in the way of a version that was taken back. */
export interface LeftBehind {
  quarantined: Quarantined | null;
  lock: Lock | null;
}

/** What was taken back, of which services, and what to do about it. */
export interface WentBack {
  /** The deployment that did it, in whose thread it is told when it is released. */
  of: Pick<Deployment, 'id' | 'pipeline' | 'environment'>;
  services: string[];
  /** Null where nothing is known to have run. */
  bad: Version | null;
  by: PersonRef;
  /** In a sentence; null when nobody said. */
  why: string | null;
  /** For the lock: `rolled back`. */
  how: string;
  locks: boolean;
  /** Tells one time from the next; both are put once for each. */
  mark: string;
}

/**
 * The lane is still held: whoever waits for it finds the bad version quarantined and the environment locked, where that is wanted, before
 * they can go.
 */
export async function leaveBehind<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  went: WentBack,
): Promise<LeftBehind> {
  const quarantined = await quarantine(context, ports, went);
  return { quarantined, lock: went.locks ? await lock(context, ports, went) : null };
}

async function quarantine<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  { of, services, bad, by, why, mark }: WentBack,
): Promise<Quarantined | null> {
  if (!bad) return null;
  const { environment } = of;
  const quarantined = await context.step('quarantine', async (): Promise<Quarantined> => {
    const since = ports.clock.now();
    const reason = why ?? 'nobody said why';
    const { ref, sha } = bad;
    const entry = { id: `q:${mark}`, environment, services, ref, sha, reason, by, since, rollback: of.id };
    await ports.quarantine.put(entry);
    return entry;
  });
  const { ref, sha, reason } = quarantined;
  await record(context, ports, of, 'quarantine.begun', by, { environment, services, ref, sha, reason });
  return quarantined;
}

/** One that somebody holds there already stays theirs. */
async function lock<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  { of, services, bad, by, why, how, mark }: WentBack,
): Promise<Lock | null> {
  const held = await context.effect('lock what was taken back', async () => {
    const catalog = await ports.catalogs.active();
    const since = ports.clock.now();
    const reason = `${bad ? say(bad) : 'what ran'} was ${how}${why ? `: ${why}` : ''}`;
    const locks = lockScopes(catalog, { ...of, services }).map((scope, index): Lock => {
      const id = `lock:rollback:${mark}${index === 0 ? '' : `:${index}`}`;
      return { id, ...scope, owner: by, reason, since, until: null };
    });
    const taken: Lock[] = [];
    for (const each of locks) if ((await ports.holdAfter(each)).taken) taken.push(each);
    return taken;
  });
  return held[0] ?? null;
}

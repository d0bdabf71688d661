import type { Do, Refused } from '../command.ts';
import type { Catalog, Environment } from '../model/catalog.ts';
import { findEnvironment } from '../model/catalog.ts';
import type { Lock } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import type { Instant } from '../model/time.ts';
import { mayDeploy, mayUnlock } from '../policy/permissions.ts';
import type { Audit } from '../ports/audit.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Locks } from '../ports/locks.ts';
import type { People } from '../ports/people.ts';

interface Ports {
  audit: Audit;
  buttons: Buttons;
  catalogs: Catalogs;
  chat: Chat;
  clock: Clock;
  locks: Locks;
  people: People;
}

type Which = Parameters<Do['unlock']>[0]['lock'];

/** Who may deploy to an environment may lock it; its owner, and those whom the catalog trusts with approvals, may unlock. */
export function lockUseCases(ports: Ports): Do {
  return {
    async lock({ id, environment, service, by, reason, asked, until }) {
      const catalog = await ports.catalogs.active();
      const membership = await ports.people.membership(by.slackId, catalog.roles);
      const refusal = environmentsOf(catalog, environment, service)
        .map((rules) => mayDeploy(membership, rules))
        .find(({ allowed }) => !allowed);
      if (refusal && !refusal.allowed) {
        await audit(ports, `${id}:refused`, 'lock.refused', by, environment, { service, reason, why: refusal.why });
        return {
          kind: 'refused',
          title: `You may not lock ${scope(environment, service)}`,
          lines: [refusal.why, `Who can: ${refusal.who.join(', ')}.`],
        };
      }
      const now = ports.clock.now();
      const lock: Lock = { id: `lock:${id}`, environment, service, owner: ref(by), reason, since: asked, until };
      const answer = await ports.locks.take(lock, now);
      if (!answer.taken && answer.held.id !== lock.id) {
        const { owner, reason: held } = answer.held;
        await audit(ports, `${id}:refused`, 'lock.refused', by, environment, { service, reason, heldBy: owner });
        return {
          kind: 'refused',
          title: `${scope(environment, service)} is locked already`,
          lines: [`${owner.name} holds it: ${held}`, 'Ask them to release it with /unlock, then lock it yourself.'],
        };
      }
      await audit(ports, id, 'lock.taken', by, environment, { service, reason, until, lock: lock.id });
      // Handled again after a crash, it may be over by now, and must not be shown as held.
      if (!(await ports.locks.inForce(now)).some((held) => held.id === lock.id)) {
        const where = scope(environment, service);
        return {
          kind: 'refused',
          title: `Your lock on ${where} is over already`,
          lines: ['Lock it again if need be.'],
        };
      }
      const button = await ports.buttons.offer({ kind: 'unlock', lockId: lock.id });
      const told = await tellChannels(ports, environmentsOf(catalog, environment, service), {
        kind: 'lock',
        lock,
        done: 'taken',
        by: ref(by),
        buttons: [
          {
            id: button,
            kind: 'unlock',
            label: 'Unlock',
            style: 'plain',
            confirm: { title: 'Release this lock?', text: 'Deploys are possible again at once.', yes: 'Unlock' },
          },
        ],
      });
      return { kind: 'locked', ...told };
    },

    async unlock({ id, lock: which, by, asked }) {
      const now = ports.clock.now();
      const catalog = await ports.catalogs.active();
      // Handled again after a crash: it is finished, and what was taken since is none of its business.
      const before = await ports.locks.releasedBy(id);
      const found = before ?? (await inForce(ports, which, now));
      if (!found) return notLocked(which);
      const environments = environmentsOf(catalog, found.environment, found.service);
      if (!before) {
        const refused = judgeUnlock(found, which, asked) ?? (await mayRelease(ports, catalog, { id, by, lock: found }));
        if (refused) return refused;
        if (!(await ports.locks.release(found.id, now, id))) return notLocked(which);
      }
      await audit(ports, id, 'lock.released', by, found.environment, { lock: found });
      const notice = { kind: 'lock' as const, lock: found, done: 'released' as const, by: ref(by), buttons: [] };
      return { kind: 'unlocked', ...(await tellChannels(ports, environments, notice)) };
    },
  };
}

async function inForce(ports: Ports, which: Which, now: Instant): Promise<Lock | undefined> {
  const held = await ports.locks.inForce(now);
  return held.find((lock) =>
    'id' in which ? lock.id === which.id : lock.environment === which.environment && lock.service === which.service,
  );
}

function notLocked(which: Which): Refused {
  const where = 'id' in which ? 'It' : scope(which.environment, which.service);
  return { kind: 'refused', title: `${where} is not locked`, lines: ['/deploys shows the locks in force.'] };
}

/** What somebody took after it was asked for is not what was meant. A button means its own lock. */
function judgeUnlock({ owner, reason, since }: Lock, which: Which, asked: Instant): Refused | null {
  if ('id' in which || since <= asked) return null;
  const title = `${scope(which.environment, which.service)} was locked again after you asked`;
  const lines = [`${owner.name} holds it now: ${reason}`, 'If you mean that lock too, type /unlock again.'];
  return { kind: 'refused', title, lines };
}

async function mayRelease(
  ports: Ports,
  catalog: Catalog,
  { id, by, lock }: { id: string; by: Person; lock: Lock },
): Promise<Refused | null> {
  const membership = await ports.people.membership(by.slackId, catalog.roles);
  const may = mayUnlock(membership, lock, environmentsOf(catalog, lock.environment, lock.service));
  if (may.allowed) return null;
  await audit(ports, `${id}:refused`, 'lock.refused', by, lock.environment, { unlock: lock.id, why: may.why });
  return {
    kind: 'refused',
    title: `You may not unlock ${scope(lock.environment, lock.service)}`,
    lines: [may.why, `Who can: ${may.who.join(', ')}.`],
  };
}

function environmentsOf(catalog: Catalog, name: string, service: string | null): Environment[] {
  return catalog.pipelines
    .filter((pipeline) => service === null || pipeline.services.includes(service))
    .flatMap((pipeline) => findEnvironment(pipeline, name) ?? []);
}

/** A lock concerns everybody who deploys there: one message in the environment's channel, which says so when it is over. */
async function tellChannels(
  ports: Ports,
  environments: readonly Environment[],
  notice: Extract<Notice, { kind: 'lock' }>,
): Promise<{ notice: Notice; told: string[] }> {
  const told = [...new Set(environments.map(({ channel }) => channel))];
  for (const channel of told) await ports.chat.show({ anchor: `lock:${notice.lock.id}:${channel}`, channel, notice });
  return { notice, told };
}

function scope(environment: string, service: string | null): string {
  return service === null ? environment : `${service} in ${environment}`;
}

function ref(person: Person) {
  return { slackId: person.slackId, name: person.name, githubLogin: person.githubLogin };
}

async function audit(
  ports: Ports,
  key: string,
  action: 'lock.taken' | 'lock.released' | 'lock.refused',
  by: Person,
  subject: string,
  details: Record<string, unknown>,
): Promise<void> {
  await ports.audit.record({
    key: `${action}:${key}`,
    at: ports.clock.now(),
    actor: ref(by),
    action,
    subject,
    details,
  });
}

import type { Do } from '../command.ts';
import type { Catalog, Environment } from '../model/catalog.ts';
import { findEnvironment } from '../model/catalog.ts';
import type { Lock } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
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

/** Who may deploy to an environment may lock it; its owner, and those whom the catalog trusts with approvals, may unlock. */
export function lockUseCases(ports: Ports): Do {
  return {
    async lock({ id, environment, service, by, reason, until }) {
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
      const lock: Lock = { id: `lock:${id}`, environment, service, owner: ref(by), reason, since: now, until };
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

    async unlock({ id, lock: which, by }) {
      const now = ports.clock.now();
      const found =
        'id' in which
          ? await ports.locks.get(which.id)
          : (await ports.locks.inForce(now)).find(
              (held) => held.environment === which.environment && held.service === which.service,
            );
      const inForce = found && (await ports.locks.inForce(now)).some((held) => held.id === found.id);
      if (!found || !inForce) {
        const where = 'id' in which ? 'It' : scope(which.environment, which.service);
        return { kind: 'refused', title: `${where} is not locked`, lines: ['/deploys shows the locks in force.'] };
      }
      const catalog = await ports.catalogs.active();
      const membership = await ports.people.membership(by.slackId, catalog.roles);
      const may = mayUnlock(membership, found, environmentsOf(catalog, found.environment, found.service));
      if (!may.allowed) {
        await audit(ports, `${id}:refused`, 'lock.refused', by, found.environment, { unlock: found.id, why: may.why });
        return {
          kind: 'refused',
          title: `You may not unlock ${scope(found.environment, found.service)}`,
          lines: [may.why, `Who can: ${may.who.join(', ')}.`],
        };
      }
      await ports.locks.release(found.id, now);
      await audit(ports, id, 'lock.released', by, found.environment, { lock: found });
      const environments = environmentsOf(catalog, found.environment, found.service);
      const notice = { kind: 'lock' as const, lock: found, done: 'released' as const, by: ref(by), buttons: [] };
      return { kind: 'unlocked', ...(await tellChannels(ports, environments, notice)) };
    },
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

import type { Do, LockChange, Refused, WhichQuarantine } from '../command.ts';
import type { AuditAction } from '../model/audit-entry.ts';
import { findEnvironment } from '../model/catalog.ts';
import { anchorOf } from '../model/deployment.ts';
import type { Person } from '../model/person.ts';
import type { Quarantined } from '../model/quarantine.ts';
import { mayRollBack } from '../policy/permissions.ts';
import { say } from '../policy/rollback-target.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import { ref } from './lock-audit.ts';
import type { LockPorts } from './lock-ports.ts';

type Ports = Pick<LockPorts, 'audit' | 'catalogs' | 'chat' | 'clock' | 'people'> & { quarantine: Quarantine };

/** Whoever may roll back there may let what was taken back go out again. */
export function quarantineUseCases(ports: Ports): Pick<Do, 'releaseQuarantine'> {
  return {
    async releaseQuarantine({ id, by, which }) {
      // Handled again after a crash: what was judged then is not judged anew.
      const before = await ports.quarantine.releasedBy(id);
      const found = before ?? (await find(ports, which));
      if ('kind' in found) return found;
      const refused = before ? null : await judge(ports, id, by, found);
      if (refused) return refused;
      const version = say(found);
      const at = ports.clock.now();
      if (!(await ports.quarantine.release(found.id, { by: ref(by), at }, id))) {
        return no(`${version} was released before`, ['Somebody was faster; the audit log says who.']);
      }
      await audit(ports, id, 'quarantine.released', by, found, {});
      const title = `${version} may go to ${found.environment} again`;
      const told = `${by.name} released it for ${found.services.join(', ')}. It had been taken back: ${found.reason}`;
      await ports.chat.reply({
        anchor: anchorOf(found.rollback),
        key: `released:${found.id}`,
        notice: { kind: 'text', tone: 'info', title, lines: [told] },
      });
      const how = `Every gate is asked as ever: /deploy ${found.environment} ${found.services.join(',')} ${found.ref}`;
      return done(title, [how]);
    },
  };
}

async function find(ports: Ports, which: WhichQuarantine): Promise<Quarantined | Refused> {
  if ('id' in which) {
    const account = await ports.quarantine.get(which.id);
    return account ? account.quarantined : no('It is quarantined no more', ['Nothing is known of it here.']);
  }
  const { environment, services, version } = which;
  const held = await ports.quarantine.inForce(environment, services ?? undefined);
  const typed = version.toLowerCase();
  const fits = held.filter(({ ref: name, sha }) => name === version || (typed.length >= 7 && sha.startsWith(typed)));
  const [only, ...others] = fits;
  const words = held.map((each) => `${say(each)} of ${each.services.join(', ')}`);
  if (!only) {
    const known =
      words.length > 0 ? `Quarantined there: ${words.join('; ')}.` : `Nothing is quarantined in ${environment}.`;
    return no(`"${version}" is not quarantined in ${environment}`, [known]);
  }
  if (others.length > 0) {
    return no(`"${version}" is quarantined more than once in ${environment}`, [
      `Name the service, or the commit: ${fits.map((each) => `${each.services.join(',')} ${each.sha.slice(0, 7)}`).join('; ')}.`,
    ]);
  }
  return only;
}

async function judge(ports: Ports, id: string, by: Person, held: Quarantined): Promise<Refused | null> {
  const catalog = await ports.catalogs.active();
  const { environment: where, services } = held;
  const pipeline = catalog.pipelines.find((one) => services.some((service) => one.services.includes(service)));
  const environment = pipeline && findEnvironment(pipeline, where);
  if (!environment) return no(`${where} is not in the catalog any more`, ['What is not there cannot be deployed to.']);
  const may = mayRollBack(await ports.people.membership(by.slackId, catalog.roles, { fresh: true }), environment);
  if (may.allowed) return null;
  await audit(ports, id, 'quarantine.release-refused', by, held, { why: may.why });
  return no(`You may not release ${say(held)}`, [may.why, `Who can: ${may.who.join(', ')}.`]);
}

async function audit(
  ports: Ports,
  key: string,
  action: AuditAction,
  by: Person,
  { id, environment, services, ref: name, sha, rollback }: Quarantined,
  details: Record<string, unknown>,
): Promise<void> {
  await ports.audit.record({
    key: `${action}:${key}`,
    at: ports.clock.now(),
    actor: ref(by),
    action,
    subject: rollback,
    details: { quarantine: id, environment, services, ref: name, sha, ...details },
  });
}

function done(title: string, lines: string[]): LockChange {
  return { kind: 'changed', notice: { kind: 'text', tone: 'success', title, lines } };
}

function no(title: string, lines: string[]): Refused {
  return { kind: 'refused', title, lines };
}

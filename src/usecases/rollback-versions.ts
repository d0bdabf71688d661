import { findTarget } from '../model/catalog.ts';
import type { Choice } from '../model/form.ts';
import { sayInstant } from '../model/instant-words.ts';
import { say } from '../policy/rollback-target.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { Quarantine } from '../ports/quarantine.ts';

interface Ports {
  catalogs: Pick<Catalogs, 'active'>;
  deployments: Pick<Deployments, 'verified' | 'running'>;
  quarantine: Quarantine;
}

const most = 20;

/** What a form offers to go back to: verified there for all of the services, not running in all of them, and not quarantined. */
export async function rollbackVersions(ports: Ports, environment: string, targetName: string): Promise<Choice[]> {
  const target = findTarget(await ports.catalogs.active(), targetName);
  if (!target) return [];
  const { services } = target;
  const [verified, running, quarantined] = await Promise.all([
    ports.deployments.verified(environment, services, 50),
    ports.deployments.running({ environment, services }),
    ports.quarantine.inForce(environment, services),
  ]);
  const shas = [...new Set(verified.map(({ sha }) => sha))];
  const whole = shas.filter((sha) => services.every((one) => verified.some((v) => v.service === one && v.sha === sha)));
  const held = new Set(quarantined.map(({ sha }) => sha));
  return whole
    .filter(
      (sha) => !held.has(sha) && !services.every((one) => running.some((r) => r.service === one && r.sha === sha)),
    )
    .slice(0, most)
    .flatMap((sha) => {
      const newest = verified.find((one) => one.sha === sha);
      if (!newest) return [];
      return [{ value: sha, label: `${say(newest)}, verified ${sayInstant(newest.since, 'UTC')}`.slice(0, 75) }];
    });
}

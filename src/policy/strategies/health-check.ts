import type { HealthCheck, Strategy } from '../../model/delivery.ts';

/** Whose answers are asked for: those of what is tried beside the old version, or of what serves. */
export function triedAs({ kind }: Pick<Strategy, 'kind'>): 'canary' | 'stable' {
  return kind === 'canary' || kind === 'blue-green' ? 'canary' : 'stable';
}

/** As which its pods are measured: a second colour is of the same track as the first, and told from it by its commit. */
export function trackOf({ kind }: Pick<Strategy, 'kind'>): 'canary' | 'stable' {
  return kind === 'canary' ? 'canary' : 'stable';
}

/** The check of one service, with the names in its address filled in. One that names no service is the same for all. */
export function checkFor(
  check: HealthCheck,
  about: { service: string; track: string; environment: string },
): HealthCheck {
  const words = new Map(Object.entries(about));
  const url = check.url.replace(/\{\{\s*([a-z_]+)\s*\}\}/g, (whole, name: string) => {
    const word = words.get(name);
    return word === undefined ? whole : encodeURIComponent(word);
  });
  return { ...check, url };
}

/** Every check of every service; those that come out the same are made once. */
export function checksFor(
  checks: readonly HealthCheck[],
  services: readonly string[],
  about: { track: string; environment: string },
): { service: string; check: HealthCheck }[] {
  const all = services.flatMap((service) =>
    checks.map((check) => ({ service, check: checkFor(check, { ...about, service }) })),
  );
  return all.filter(
    ({ check }, at) =>
      all.findIndex((other) => other.check.url === check.url && other.check.name === check.name) === at,
  );
}

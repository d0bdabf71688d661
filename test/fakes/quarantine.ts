import type { QuarantineAccount } from '../../src/model/quarantine.ts';
import type { Quarantine } from '../../src/ports/quarantine.ts';

export function createFakeQuarantine(): Quarantine {
  const all = new Map<string, QuarantineAccount & { request: string | null }>();
  return {
    async put(quarantined) {
      if (all.has(quarantined.id)) return;
      all.set(quarantined.id, { quarantined: structuredClone(quarantined), released: null, request: null });
    },
    async get(id) {
      const found = all.get(id);
      if (!found) return null;
      const { quarantined, released } = structuredClone(found);
      return { quarantined, released };
    },
    inForce: async (environment, services) =>
      [...all.values()]
        .filter(({ quarantined, released }) => released === null && quarantined.environment === environment)
        .map(({ quarantined }) => structuredClone(quarantined))
        .filter((each) => services === undefined || each.services.some((service) => services.includes(service)))
        .sort((a, b) => b.since - a.since || (a.id < b.id ? -1 : 1)),
    async release(id, released, request) {
      const found = all.get(id);
      if (!found || (found.released && found.request !== request)) return false;
      if (!found.released) all.set(id, { ...found, released: structuredClone(released), request });
      return true;
    },
    async releasedBy(request) {
      const found = [...all.values()].find((each) => each.request === request);
      return found ? structuredClone(found.quarantined) : null;
    },
  };
}

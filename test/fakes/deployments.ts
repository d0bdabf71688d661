import type { Deployment } from '../../src/model/deployment.ts';
import type { Running } from '../../src/model/running.ts';
import type { Deployments } from '../../src/ports/deployments.ts';

/** `saves` are all documents as they were saved, oldest first. */
export function createFakeDeployments(): Deployments & { readonly saves: readonly Deployment[] } {
  const documents = new Map<string, Deployment>();
  const runs = new Map<string, Set<string>>();
  const attempts = new Map<string, string | null>();
  const asked = new Map<string, number>();
  const running = new Map<string, Running>();
  const verified = new Map<string, Running>();
  const saves: Deployment[] = [];
  const placeOf = ({ environment, service }: Running) => `${environment}\n${service}`;

  return {
    saves,
    async save(deployment) {
      const copy = structuredClone(deployment);
      documents.set(copy.id, copy);
      saves.push(copy);
      for (const runId of [copy.run?.id ?? null, ...copy.attempts.map((attempt) => attempt.runId)]) {
        if (runId === null) continue;
        const key = `${copy.repository} ${runId}`.toLowerCase();
        runs.set(key, new Set([...(runs.get(key) ?? []), copy.id]));
      }
    },
    get: async (id) => structuredClone(documents.get(id) ?? null),
    async list({ environment, service, states, limit }) {
      const found = [...documents.values()].filter(
        (one) =>
          (environment === undefined || one.environment === environment) &&
          (service === undefined || one.services.includes(service)) &&
          (states === undefined || states.includes(one.state)),
      );
      found.sort((a, b) => b.requestedAt - a.requestedAt || (a.id < b.id ? -1 : 1));
      return structuredClone(found.slice(0, limit));
    },
    async ofRun(repository, runId) {
      const ids = runs.get(`${repository} ${runId}`.toLowerCase()) ?? [];
      const found = [...ids].flatMap((id) => documents.get(id) ?? []);
      return structuredClone(found.sort((a, b) => a.requestedAt - b.requestedAt || (a.id < b.id ? -1 : 1)));
    },
    async claimAttempt(key, holder) {
      const first = !attempts.has(key);
      if (first) attempts.set(key, holder ?? null);
      return first || (holder !== undefined && attempts.get(key) === holder);
    },
    async firstAsked(what, now) {
      const first = asked.get(what) ?? now;
      asked.set(what, first);
      return first;
    },
    async running({ environment, services }) {
      const found = [...running.values()].filter(
        (entry) =>
          (environment === undefined || entry.environment === environment) &&
          (services === undefined || services.includes(entry.service)),
      );
      return structuredClone(found.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)));
    },
    async setRunning(entries) {
      for (const entry of structuredClone(entries)) {
        const known = running.get(placeOf(entry));
        if (!known || entry.since >= known.since) running.set(placeOf(entry), entry);
        if (entry.verified) verified.set(`${placeOf(entry)}\n${entry.since}\n${entry.sha}`, entry);
      }
    },
    async verified(environment, services, limit) {
      const newest = services.flatMap((service) =>
        [...verified.values()]
          .filter((entry) => entry.environment === environment && entry.service === service)
          .sort((a, b) => b.since - a.since || (a.sha < b.sha ? -1 : 1))
          .slice(0, limit),
      );
      return structuredClone(newest.sort((a, b) => b.since - a.since || (a.service < b.service ? -1 : 1)));
    },
  };
}

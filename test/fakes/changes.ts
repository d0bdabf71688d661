import type { ChangeRequest } from '../../src/model/change-request.ts';
import type { Changes } from '../../src/ports/changes.ts';

export function createFakeChanges(): Changes {
  const documents = new Map<string, ChangeRequest>();
  const order = (a: ChangeRequest, b: ChangeRequest) =>
    (b.closedAt ?? 0) - (a.closedAt ?? 0) || a.plannedFor - b.plannedFor || (a.id < b.id ? -1 : 1);
  return {
    async save(change) {
      documents.set(change.id, structuredClone(change));
    },
    get: async (id) => structuredClone(documents.get(id) ?? null),
    async list({ open, environment, limit }) {
      const found = [...documents.values()].filter(
        (one) => (one.closedAt === null) === open && (environment === undefined || one.environment === environment),
      );
      return structuredClone(found.sort(order).slice(0, limit));
    },
  };
}

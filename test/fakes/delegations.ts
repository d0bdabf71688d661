import type { Delegation } from '../../src/model/delegation.ts';
import type { Instant } from '../../src/model/time.ts';
import type { Delegations } from '../../src/ports/delegations.ts';

export function createFakeDelegations(): Delegations {
  const rows = new Map<string, { delegation: Delegation; endedBy: string | null }>();
  const find = (test: (row: { delegation: Delegation; endedBy: string | null }) => boolean) =>
    structuredClone([...rows.values()].filter(test).map(({ delegation }) => delegation)).sort(
      (a, b) => a.since - b.since || (a.id < b.id ? -1 : 1),
    );
  const inForce = (now: Instant) => find(({ delegation, endedBy }) => endedBy === null && delegation.until > now);
  return {
    async give(delegation) {
      const { id, from, to } = delegation;
      if (rows.has(id)) return;
      for (const row of rows.values()) {
        const same = row.delegation.from.slackId === from.slackId && row.delegation.to.slackId === to.slackId;
        if (same) row.endedBy ??= id;
      }
      rows.set(id, { delegation: structuredClone(delegation), endedBy: null });
    },
    inForce: async (now) => inForce(now),
    to: async (slackId, now) => inForce(now).filter(({ to }) => to.slackId === slackId),
    async end(request, from, to, now) {
      for (const row of rows.values()) {
        const { delegation } = row;
        const meant = delegation.from.slackId === from && (to === null || delegation.to.slackId === to);
        if (meant && delegation.until > now) row.endedBy ??= request;
      }
      return find(({ endedBy }) => endedBy === request);
    },
  };
}

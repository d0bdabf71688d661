import type { Mute } from '../../src/model/mute.ts';
import type { Instant } from '../../src/model/time.ts';
import type { Mutes } from '../../src/ports/mutes.ts';

export function createFakeMutes(): Mutes {
  const muted = new Map<string, Map<Mute['what'], Mute>>();
  const of = (slackId: string, now: Instant) =>
    [...(muted.get(slackId)?.values() ?? [])]
      .filter(({ until }) => until === null || until > now)
      .sort((a, b) => (a.what < b.what ? -1 : 1));
  return {
    async mute(slackId, mute) {
      muted.set(slackId, new Map([...(muted.get(slackId) ?? []), [mute.what, { ...mute }]]));
    },
    async unmute(slackId) {
      muted.delete(slackId);
    },
    of: async (slackId, now) => structuredClone(of(slackId, now)),
    among: async (slackIds, what, now) =>
      [...new Set(slackIds)]
        .filter((id) => of(id, now).some((mute) => mute.what === what || mute.what === 'all'))
        .sort(),
  };
}

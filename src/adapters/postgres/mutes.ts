import type { Mute, MuteKind } from '../../model/mute.ts';
import type { Mutes } from '../../ports/mutes.ts';
import type { Database } from './database.ts';
import { cleanText } from './encoding.ts';

const inForce = (now: string) => `(until is null or until > ${now})`;

/** Mutes. They end by the clock. */
export function createMutes(database: Database): Mutes {
  return {
    async mute(slackId, { what, until }) {
      await database.query(
        `insert into quarterdeck.mutes (slack_id, what, until) values ($1, $2, $3)
         on conflict (slack_id, what) do update set until = excluded.until`,
        [cleanText(slackId), what, until],
      );
    },
    async unmute(slackId) {
      await database.query('delete from quarterdeck.mutes where slack_id = $1', [cleanText(slackId)]);
    },
    async of(slackId, now) {
      const rows = await database.query<{ what: MuteKind; until: string | null }>(
        `select what, until from quarterdeck.mutes where slack_id = $1 and ${inForce('$2')} order by what`,
        [cleanText(slackId), now],
      );
      return rows.map(({ what, until }): Mute => ({ what, until: until === null ? null : Number(until) }));
    },
    async among(slackIds, what, now) {
      if (slackIds.length === 0) return [];
      const rows = await database.query<{ slack_id: string }>(
        `select distinct slack_id from quarterdeck.mutes
         where slack_id = any($1) and what in ($2, 'all') and ${inForce('$3')} order by slack_id`,
        [slackIds.map(cleanText), what, now],
      );
      return rows.map(({ slack_id: id }) => id);
    },
  };
}

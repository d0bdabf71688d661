import type { Chat } from '../../ports/chat.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

export const outboxChannel = 'quarterdeck_outbox';

/** Tells whoever delivers; in the statement that writes, so that it is told exactly when that is committed. */
const told = `told as (select pg_notify('${outboxChannel}', '') where exists (select from written))`;

/** Telling people by writing rows. The same call twice changes nothing. */
export function createChat(database: Database): Chat {
  return {
    async show({ anchor, channel, notice }) {
      await database.query(
        `with written as (
           insert into quarterdeck.messages as m (anchor, channel, notice) values ($1, $2, $3)
           on conflict (anchor) do update set notice = excluded.notice, wanted = m.wanted + 1, changed_at = now(), error = null,
             channel = case when m.ts is null then excluded.channel else m.channel end,
             due_at = case when m.given_up >= m.wanted then now() else m.due_at end
           where m.notice is distinct from excluded.notice
           returning anchor), ${told}
         select count(*) from told`,
        [cleanText(anchor), cleanText(channel), toJson(notice)],
      );
    },
    async reply({ anchor, key, notice }) {
      await database.query(
        `with written as (
           insert into quarterdeck.replies (anchor, key, notice) values ($1, $2, $3)
           on conflict (anchor, key) do nothing returning anchor), ${told}
         select count(*) from told`,
        [cleanText(anchor), cleanText(key), toJson(notice)],
      );
    },
    async whisper({ key, person, channel, responseUrl, notice }) {
      await database.query(
        `with written as (
           insert into quarterdeck.whispers (key, person, channel, response_url, notice) values ($1, $2, $3, $4, $5)
           on conflict (key) do nothing returning key), ${told}
         select count(*) from told`,
        [cleanText(key), cleanText(person), cleanText(channel), responseUrl, toJson(notice)],
      );
    },
    async permalink(anchor) {
      const [row] = await database.query<{ permalink: string | null }>(
        'select permalink from quarterdeck.messages where anchor = $1',
        [cleanText(anchor)],
      );
      return row?.permalink ?? null;
    },
  };
}

import type { Notice } from '../../model/notice.ts';
import type { Delivery, Posted } from '../../ports/outbox.ts';

/** One row of `waitingDeliveries`: the columns of its kind, the others null. */
export interface DeliveryRow {
  kind: Delivery['kind'];
  id: string;
  notice: Notice;
  started: boolean;
  tries: number;
  written: number;
  anchor: string | null;
  channel: string | null;
  version: number | null;
  key: string | null;
  person: string | null;
  response_url: string | null;
  channel_id: string | null;
  ts: string | null;
  permalink: string | null;
}

const columns = (table: string) =>
  `${table}.id, ${table}.notice, ${table}.started, ${table}.tries, ${table}.due_at,
   (extract(epoch from ${table}.written_at) * 1000)::float8 as written`;

/**
 * Everything that could be delivered: messages that changed, the first undelivered reply of each thread whose message is
 * posted, and whispers. A reply that failed and rests holds up those behind it.
 */
export const waitingDeliveries = `
  select 'message' as kind, ${columns('m')}, m.changed_at as changed, m.anchor, m.channel, m.wanted as version,
    null as key, null as person, null as response_url, m.channel_id, m.ts, m.permalink
  from quarterdeck.messages m where m.wanted > m.delivered and m.wanted > m.given_up
  union all
  select 'reply', ${columns('r')}, r.written_at, r.anchor, null, null, r.key, null, null, m.channel_id, m.ts, m.permalink
  from (select distinct on (anchor) * from quarterdeck.replies
        where delivered_at is null and given_up_at is null order by anchor, id) r
  join quarterdeck.messages m on m.anchor = r.anchor and m.ts is not null
  union all
  select 'whisper', ${columns('w')}, w.written_at, null, w.channel, null, w.key, w.person, w.response_url, null, null, null
  from quarterdeck.whispers w where w.delivered_at is null and w.given_up_at is null`;

export function toDelivery(row: DeliveryRow): Delivery {
  const { id, notice, started, tries } = row;
  const base = { id, notice, started, tries, writtenAt: row.written };
  const anchor = row.anchor ?? '';
  const key = row.key ?? '';
  const posted: Posted | null =
    row.channel_id !== null && row.ts !== null
      ? { channelId: row.channel_id, ts: row.ts, permalink: row.permalink }
      : null;
  switch (row.kind) {
    case 'message':
      return { ...base, kind: 'message', anchor, channel: row.channel ?? '', version: row.version ?? 0, posted };
    case 'reply': {
      if (!posted) throw new Error(`reply ${id} is due before its message is posted`);
      return { ...base, kind: 'reply', anchor, key, parent: posted };
    }
    case 'whisper': {
      const { person, channel, response_url: responseUrl } = row;
      return { ...base, kind: 'whisper', key, person: person ?? '', channel: channel ?? '', responseUrl };
    }
  }
}

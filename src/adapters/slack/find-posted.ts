import type { WebClient } from '@slack/web-api';
import type { Identity } from './identity.ts';
import type { Schedule } from './schedule.ts';

export const metadataType = 'quarterdeck_message';

/** How far back a message is looked for that was posted just before: 5 pages of 200. */
const pages = 5;
const pageSize = 200;

interface Seen {
  ts?: string | undefined;
  bot_id?: string | undefined;
  user?: string | undefined;
  metadata?: { event_type?: string | undefined; event_payload?: unknown } | undefined;
}

interface Page {
  messages?: Seen[] | undefined;
  response_metadata?: { next_cursor?: string | undefined } | undefined;
}

/**
 * Looks in a channel, newest first, for our message with this metadata; in a thread when `thread` is given. Null when it is not
 * there. Slack's time is not asked for: it is not our clock.
 */
export async function findPosted(
  parts: { client: WebClient; schedule: Schedule; identity: () => Promise<Identity> },
  where: { channelId: string; thread: string | null },
  wanted: Record<string, string>,
): Promise<string | null> {
  const { client, schedule } = parts;
  const us = await parts.identity();
  let cursor = '';
  for (let page = 0; page < pages; page++) {
    const asked = {
      channel: where.channelId,
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor ? { cursor } : {}),
    };
    const answer: Page =
      where.thread === null
        ? await schedule.call('conversations.history', () => client.conversations.history(asked))
        : await readThread(parts, { ...asked, ts: where.thread });
    const found = (answer.messages ?? []).find((message) => isOurs(message, us) && carries(message, wanted));
    if (found?.ts) return found.ts;
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (cursor === '') return null;
  }
  return null;
}

function readThread(
  { client, schedule }: { client: WebClient; schedule: Schedule },
  asked: { channel: string; ts: string; include_all_metadata: boolean; limit: number },
): Promise<Page> {
  return schedule.call('conversations.replies', () => client.conversations.replies(asked));
}

/** Anybody may post metadata; only what our bot posted counts. */
function isOurs(message: Seen, us: Identity): boolean {
  return (message.bot_id !== undefined && message.bot_id === us.botId) || message.user === us.botUserId;
}

function carries({ metadata }: Seen, wanted: Record<string, string>): boolean {
  const payload = metadata?.event_payload;
  if (metadata?.event_type !== metadataType || typeof payload !== 'object' || payload === null) return false;
  const values = new Map<string, unknown>(Object.entries(payload));
  return Object.entries(wanted).every(([key, value]) => values.get(key) === value);
}

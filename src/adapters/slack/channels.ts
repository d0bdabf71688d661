import type { WebClient } from '@slack/web-api';
import { Fault } from '../../model/fault.ts';
import type { Instant } from '../../model/time.ts';
import { minute } from '../../model/time.ts';
import type { Schedule } from './schedule.ts';
import { refusal, slackFault } from './trouble.ts';

/** Channel names to ids. An id stays what it is. */
export interface Channels {
  /** Throws `Fault`: `not-found` when no channel of that name is visible to the bot. */
  idOf(channel: string): Promise<string>;
}

const mostPages = 20;
/** A name that was not there is looked for again after so long: the list has a tight limit. */
const patience = minute / 2;

export function createChannels(client: WebClient, schedule: Schedule, now: () => Instant): Channels {
  const ids = new Map<string, string>();
  let listedAt: Instant = Number.NEGATIVE_INFINITY;
  let listing: Promise<void> | null = null;

  async function list(): Promise<void> {
    try {
      await pages('public_channel,private_channel');
    } catch (error) {
      if (refusal(error) !== 'missing_scope') throw slackFault(error, 'list its channels');
      await pages('public_channel').catch((cause: unknown) => {
        throw slackFault(cause, 'list its channels');
      });
    }
    listedAt = now();
  }

  async function pages(types: string): Promise<void> {
    let cursor = '';
    for (let page = 0; page < mostPages; page++) {
      const answer = await schedule.call('conversations.list', () =>
        client.conversations.list({ types, limit: 1_000, exclude_archived: true, ...(cursor ? { cursor } : {}) }),
      );
      for (const { id, name } of answer.channels ?? []) if (id && name) ids.set(name, id);
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (cursor === '') return;
    }
  }

  return {
    async idOf(channel) {
      if (/^[CGD][A-Z0-9]{6,}$/.test(channel)) return channel;
      const name = channel.replace(/^#/, '');
      const found = ids.get(name);
      if (found) return found;
      if (now() - listedAt > patience) {
        listing ??= list().finally(() => {
          listing = null;
        });
        await listing;
      }
      const listed = ids.get(name);
      if (listed) return listed;
      throw new Fault(
        'not-found',
        `There is no channel #${name.slice(0, 80)} that the bot can see. Create it, or invite the bot if it is private.`,
      );
    },
  };
}

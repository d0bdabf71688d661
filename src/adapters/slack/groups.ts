import type { WebClient } from '@slack/web-api';
import type { Instant } from '../../model/time.ts';
import { second } from '../../model/time.ts';
import { createRecent } from './recent.ts';
import type { Schedule } from './schedule.ts';
import { longOutage } from './schedule.ts';
import { slackFault } from './trouble.ts';

/** Members of the workspace's user groups, by id and by handle. */
export type GroupMembers = ReadonlyMap<string, ReadonlySet<string>>;

export interface Groups {
  /** `fresh`: as Slack said in this very moment. Throws `Fault` when Slack does not say. */
  members(options: { fresh: boolean }): Promise<GroupMembers>;
  /** They have changed. */
  forget(): void;
}

/**
 * Who has left a group cannot do much more: commands and Cancel go by an answer that is no older than this. It makes at most four
 * calls a minute, whatever people do, and leaves the rest of Slack's twenty to votes and starts, which ask freshly.
 */
const keepFor = 15 * second;

/** One call gives every group with its people; its limit is twenty a minute. */
export function createGroups(client: WebClient, schedule: Schedule, now: () => Instant): Groups {
  async function ask(_key: string, fresh: boolean): Promise<GroupMembers> {
    try {
      const answer = await schedule.call(
        'usergroups.list',
        () => client.usergroups.list({ include_users: true, include_disabled: false }),
        { priority: 'urgent', patience: 15 * second, outlast: fresh ? longOutage : 0 },
      );
      const members = new Map<string, ReadonlySet<string>>();
      for (const { id, handle, users, date_delete: deleted } of answer.usergroups ?? []) {
        if (deleted) continue;
        const set = new Set(users ?? []);
        if (id) members.set(id, set);
        if (handle) members.set(handle, set);
      }
      return members;
    } catch (error) {
      throw slackFault(error, 'list the user groups');
    }
  }

  const recent = createRecent({ ask, keepFor, most: 1, now });
  return { members: ({ fresh }) => recent.get('all', { fresh }), forget: recent.forgetAll };
}

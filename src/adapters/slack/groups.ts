import type { WebClient } from '@slack/web-api';
import type { Instant } from '../../model/time.ts';
import { minute, second } from '../../model/time.ts';
import type { Schedule } from './schedule.ts';
import { longOutage } from './schedule.ts';
import { slackFault } from './trouble.ts';

/** Members of the workspace's user groups, by id and by handle. */
export type GroupMembers = ReadonlyMap<string, ReadonlySet<string>>;

export interface Groups {
  /** `fresh`: as Slack said in this very moment. Throws `Fault` when Slack does not say. */
  members(options: { fresh: boolean }): Promise<GroupMembers>;
}

/**
 * One vote asks three times in a row (who votes, who asked, who approved); as many calls would use up Slack's twenty a minute
 * within a few approvals, and the next one would wait for seconds. So who asks freshly shares what another one got so.
 */
const moment = second / 4;

/** One call gives every group with its people; its limit is twenty a minute. */
export function createGroups(client: WebClient, schedule: Schedule, now: () => Instant): Groups {
  let known: { at: Instant; members: GroupMembers; fresh: boolean } | null = null;
  let asking: { since: Instant; answer: Promise<GroupMembers> } | null = null;

  async function ask(fresh: boolean): Promise<GroupMembers> {
    const at = now();
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
      known = { at, members, fresh };
      return members;
    } catch (error) {
      throw slackFault(error, 'list the user groups');
    }
  }

  return {
    async members({ fresh }) {
      const age = known ? now() - known.at : minute;
      if (known && (fresh ? known.fresh && age < moment : age < minute)) return known.members;
      // A question that was asked before the caller's cannot answer it freshly; one of the same moment can.
      if (asking && (!fresh || now() - asking.since < moment)) return asking.answer;
      const answer = ask(fresh);
      const mine = { since: now(), answer };
      asking = mine;
      try {
        return await answer;
      } finally {
        if (asking === mine) asking = null;
      }
    },
  };
}

import { useEffect, useMemo, useState } from 'react';
import type { Directory, Message } from './api.ts';

interface Marks {
  /** Channels with messages after the last one that was seen there. */
  unread: ReadonlySet<string>;
  /** How many of those mention this person. */
  mentions: ReadonlyMap<string, number>;
}

/** Remembers, for each person, up to where each channel was read while it was open. */
export function useReadMarks(
  handle: string,
  directory: Directory | null,
  messages: Record<string, Message[]>,
  here: string | null,
): Marks {
  const [seen, setSeen] = useState<Record<string, number>>({});
  const newest = here === null ? 0 : Number(messages[here]?.at(-1)?.ts ?? 0);

  useEffect(() => {
    if (here !== null && newest > 0)
      setSeen((before) => ({ ...before, [`${handle}/${here}`]: Math.max(newest, before[`${handle}/${here}`] ?? 0) }));
  }, [handle, here, newest]);

  return useMemo(() => {
    const me = directory?.people.find((person) => person.handle === handle);
    const mine = [
      `<@${me?.slackId}`,
      ...(directory?.groups ?? [])
        .filter((group) => me !== undefined && group.users.includes(me.slackId))
        .map((group) => `<!subteam^${group.id}`),
    ];
    const unread = new Set<string>();
    const mentions = new Map<string, number>();
    for (const [channel, list] of Object.entries(messages)) {
      const fresh = list.filter((message) => Number(message.ts) > (seen[`${handle}/${channel}`] ?? 0));
      if (fresh.length === 0) continue;
      unread.add(channel);
      const count = fresh.filter((message) => {
        const text = JSON.stringify([message.text, message.blocks]);
        return mine.some((mention) => text.includes(mention));
      }).length;
      if (count > 0) mentions.set(channel, count);
    }
    return { unread, mentions };
  }, [directory, handle, messages, seen]);
}

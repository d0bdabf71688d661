import type { Instant } from '../model/time.ts';
import { hour } from '../model/time.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Chat } from '../ports/chat.ts';
import type { Durable } from '../ports/durable.ts';

interface Ports {
  catalogs: Pick<Catalogs, 'active'>;
  chat: Pick<Chat, 'show'>;
  durable: Pick<Durable, 'stranded'>;
}

/**
 * A workflow that can no longer go on by itself is nobody's until somebody reads of it: the operations channel does, once for
 * each set of them. Gives the ids of those that stand still for an hour. `now` is real time.
 */
export async function tellStranded({ catalogs, chat, durable }: Ports, now: Instant): Promise<string[]> {
  const ids = await durable.stranded(now - hour);
  if (ids.length === 0) return ids;
  const { channels } = await catalogs.active();
  await chat.show({
    anchor: `stranded:${[...ids].sort().join(',').slice(0, 200)}`,
    channel: channels.operations,
    notice: {
      kind: 'text',
      tone: 'error',
      title: 'Deployments have stopped inside Quarterdeck',
      lines: [`${ids.join(', ')} cannot go on. The log says why; their runs on GitHub go on by themselves.`],
    },
  });
  return ids;
}

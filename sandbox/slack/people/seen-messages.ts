import type { SandboxMessage } from '../../contract.ts';
import { fileJson } from '../api/message-json.ts';
import type { StoredMessage } from '../state/messages.ts';
import type { Workspace } from '../state/workspace.ts';
import { personOf } from './interaction.ts';
import { channelSeenBy } from './seen-surface.ts';

/** Messages of a channel, oldest first, thread replies among them; ephemeral ones only for the person `as`. */
export function seenMessages(workspace: Workspace, origin: string, reference: string, as?: string): SandboxMessage[] {
  const person = as === undefined ? undefined : personOf(workspace, as);
  const channel = channelSeenBy(workspace, person, reference);
  if (channel === undefined) return [];
  return workspace.messages
    .list(channel)
    .filter((message) => message.ephemeralTo === undefined || message.ephemeralTo === person?.slackId)
    .map((message) => seen(workspace, origin, message));
}

function seen(workspace: Workspace, origin: string, message: StoredMessage): SandboxMessage {
  const { bot, people } = workspace;
  const handle = (id: string) => people.find((person) => person.slackId === id)?.handle ?? id;
  const { ts, threadTs, text, blocks, ephemeralTo, metadata, edited, files, reactions } = message;
  return {
    ts,
    author: message.user === bot.userId ? bot.name : handle(message.user),
    text,
    blocks: blocks.map((block) => withAddress(block, origin)),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(ephemeralTo !== undefined && { ephemeral_to: handle(ephemeralTo) }),
    ...(metadata !== undefined && { metadata }),
    ...(edited && { edited: true }),
    ...(files.length > 0 && {
      files: files.map((file) => ({ ...fileJson(workspace, file), content: file.content.toString() })),
    }),
    ...(reactions.size > 0 && { reactions: [...reactions].map(([name, users]) => ({ name, count: users.size })) }),
  };
}

/** Where a browser finds a picture that Slack has. */
function withAddress(block: StoredMessage['blocks'][number], origin: string): StoredMessage['blocks'][number] {
  const { slack_file: file } = block;
  if (block.type !== 'image' || typeof file !== 'object' || file === null || !('id' in file)) return block;
  return { ...block, image_url: `${origin}/files-pri/${String(file.id)}` };
}

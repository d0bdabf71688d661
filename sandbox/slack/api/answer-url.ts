import { z } from 'zod';
import { SlackRefusal } from '../api/refusal.ts';
import type { ResponseTarget } from '../state/response-urls.ts';
import type { Workspace } from '../state/workspace.ts';
import { json } from './arguments.ts';
import { addMessage, editMessage } from './write-message.ts';

const answer = z.looseObject({
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  text: z.string().optional(),
  blocks: json('invalid_blocks_format'),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
});

/**
 * Does what an app says through a response_url, or in the acknowledgement of a command: a message only for the person
 * who acted, unless it says `in_channel`; or a change of the message whose control was used.
 * @throws SlackRefusal `invalid_payload`, `no_text`, `invalid_blocks`, `message_not_found`
 */
export function answerTo(workspace: Workspace, target: ResponseTarget, raw: unknown): void {
  const parsed = answer.safeParse(raw);
  if (!parsed.success) throw new SlackRefusal('invalid_payload');
  const { text, blocks, response_type, replace_original, delete_original, thread_ts } = parsed.data;
  const original = target.message && workspace.messages.find(target.channel, target.message.ts);
  if (replace_original || delete_original) {
    if (original === undefined) throw new SlackRefusal('message_not_found');
    if (delete_original) workspace.messages.remove(original);
    else editMessage(workspace, original, { text, blocks: blocks ?? [] });
    workspace.changed('message');
    return;
  }
  const threadTs = thread_ts ?? target.message?.threadTs;
  addMessage(workspace, {
    channel: target.channel,
    user: workspace.bot.userId,
    text,
    blocks,
    threadTs,
    ephemeralTo: response_type === 'in_channel' ? undefined : target.user,
  });
}

import type { StoredFile, StoredMessage } from '../state/messages.ts';
import type { Workspace } from '../state/workspace.ts';

export interface MessageJsonOptions {
  /** Metadata is shown only to those who ask for it. */
  metadata: boolean;
}

/** A message as Slack writes it in its answers and payloads. */
export function messageJson(
  workspace: Workspace,
  message: StoredMessage,
  options: MessageJsonOptions = { metadata: true },
): Record<string, unknown> {
  const { messages, bot, app, team } = workspace;
  const replies = messages.replies(message.channel, message.ts);
  const isBot = message.user === bot.userId;
  const threaded = message.threadTs !== undefined && message.threadTs !== message.ts;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    ...(isBot && {
      bot_id: bot.id,
      app_id: app.id,
      bot_profile: { id: bot.id, app_id: app.id, name: bot.name, team_id: team.id },
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(threaded && {
      thread_ts: message.threadTs,
      parent_user_id: messages.find(message.channel, message.threadTs ?? '')?.user,
    }),
    ...(replies.length > 0 && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users: [...new Set(replies.map((reply) => reply.user))],
      reply_users_count: new Set(replies.map((reply) => reply.user)).size,
      latest_reply: replies.at(-1)?.ts,
      is_locked: false,
      subscribed: false,
    }),
    ...(message.edited && { edited: message.edited }),
    ...(message.files.length > 0 && { files: message.files.map((file) => fileJson(workspace, file)) }),
    ...(message.reactions.size > 0 && {
      reactions: [...message.reactions].map(([name, users]) => ({ name, users: [...users], count: users.size })),
    }),
    ...(options.metadata && message.metadata !== undefined && { metadata: message.metadata }),
  };
}

export function fileJson(workspace: Workspace, file: StoredFile): Record<string, unknown> {
  const path = `https://files.slack.com/files-pri/${workspace.team.id}-${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? 'text',
    size: file.size,
    user: workspace.bot.userId,
    mode: 'hosted',
    url_private: path,
    url_private_download: path,
    permalink: `https://${workspace.team.domain}.slack.com/files/${workspace.bot.userId}/${file.id}/${encodeURIComponent(file.name)}`,
  };
}

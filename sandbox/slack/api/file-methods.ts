import { z } from 'zod';
import { count, json } from './arguments.ts';
import { writableChannel } from './channel-access.ts';
import { fileJson } from './message-json.ts';
import { type ApiMethod, method } from './method.ts';
import { SlackRefusal } from './refusal.ts';

const scopes = ['files:write'];
/** Slack looks at a picture before messages can show it; real ms. */
const digestion = 300;
const pictures: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
};

function mimetypeOf(name: string): string {
  return pictures[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'text/plain';
}

const completed = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

/** Uploads in two steps. `uploadUrl` gives the address that takes the bytes of a file id. */
export function fileMethods(uploadUrl: (fileId: string) => string): readonly ApiMethod[] {
  return [
    method({
      name: 'files.getUploadURLExternal',
      scopes,
      tier: 't4',
      args: z.object({ filename: z.string().min(1), length: count.min(1) }),
      run: (workspace, { filename: name, length: size }) => {
        const id = workspace.ids.slack('F');
        const mimetype = mimetypeOf(name);
        const content = Buffer.alloc(0);
        workspace.files.set(id, { id, name, title: name, size, content, mimetype, uploaded: false, shownFrom: null });
        return { upload_url: uploadUrl(id), file_id: id };
      },
    }),
    method({
      name: 'files.completeUploadExternal',
      scopes,
      tier: 't4',
      args: z.object({
        files: json('invalid_arguments').pipe(completed),
        channel_id: z.string().optional(),
        channels: z.string().optional(),
        thread_ts: z.string().optional(),
        initial_comment: z.string().optional(),
      }),
      run: (workspace, { files: given, channel_id, channels, thread_ts: threadTs, initial_comment: text = '' }) => {
        const files = given.map(({ id, title }) => {
          const file = workspace.files.get(id);
          if (file === undefined) throw new SlackRefusal('file_not_found');
          if (!file.uploaded) throw new SlackRefusal('file_update_failed');
          if (title !== undefined) file.title = title;
          file.shownFrom ??= workspace.realNow() + digestion;
          return file;
        });
        for (const reference of channel_id ? [channel_id] : (channels?.split(',') ?? [])) {
          const channel = writableChannel(workspace, reference);
          workspace.messages.add({
            ts: workspace.nextTs(),
            channel: channel.id,
            user: workspace.bot.userId,
            text,
            blocks: [],
            files,
            reactions: new Map(),
            ...(threadTs !== undefined && { threadTs }),
          });
          workspace.changed('message');
        }
        return { files: files.map((file) => fileJson(workspace, file)) };
      },
    }),
  ];
}

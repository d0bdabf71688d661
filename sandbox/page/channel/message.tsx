import type { KnownBlock } from '@slack/types';
import { useMemo, useState } from 'react';
import { Blocks } from '../blocks/blocks.tsx';
import { InteractionContext } from '../blocks/interaction.ts';
import { EyeIcon } from '../shell/icons.tsx';
import type { Control, Message as MessageJson } from '../world/api.ts';
import { ago, fullMoment, instantOf, timeOf, useWorldMinute, worldNow } from '../world/clock.ts';
import { useSurroundings } from '../world/surroundings.ts';
import { FileCard, Reactions } from './attachments.tsx';
import { Avatar, authorOf } from './authors.tsx';
import { MessageTools } from './message-tools.tsx';

export interface MessageProps {
  message: MessageJson;
  /** Follows a message of the same author closely: drawn without head. */
  compact: boolean;
  replies: MessageJson[];
  press(message: MessageJson, control: Control): Promise<void>;
  onOpenThread?: ((ts: string) => void) | undefined;
  onDismiss(ts: string): void;
}

export function Message({ message, compact, replies, press, onOpenThread, onDismiss }: MessageProps) {
  const directory = useSurroundings();
  const [busy, setBusy] = useState(false);
  const author = authorOf(directory, message.author);
  const at = instantOf(message.ts);
  const ephemeral = message.ephemeral_to !== undefined;
  const answers = replies.filter((reply) => reply.ephemeral_to === undefined);

  const interaction = useMemo(
    () => ({
      busy,
      options: async () => [],
      press: async (control: Control) => {
        setBusy(true);
        try {
          await press(message, control);
        } finally {
          setBusy(false);
        }
      },
    }),
    [busy, message, press],
  );

  return (
    <article
      className={`message ${compact ? 'compact' : ''} ${ephemeral ? 'ephemeral' : ''}`}
      aria-label={`${author.name}, ${timeOf(at)}`}
      data-ts={message.ts}
    >
      <div className="message-gutter">
        {compact ? <time className="message-time-hover">{timeOf(at)}</time> : <Avatar author={author} />}
      </div>
      <div className="message-main">
        {ephemeral && !compact && (
          <div className="message-ephemeral">
            <EyeIcon />
            Only visible to you
          </div>
        )}
        {!compact && (
          <header className="message-head">
            <strong>{author.name}</strong>
            {author.kind === 'app' && <span className="badge">APP</span>}
            <time dateTime={new Date(at).toISOString()} title={fullMoment(at)}>
              {timeOf(at)}
            </time>
          </header>
        )}
        <InteractionContext value={interaction}>
          <Blocks blocks={blocksOf(message)} />
        </InteractionContext>
        {message.edited && <span className="message-edited">(edited)</span>}
        {message.files?.map((file) => (
          <FileCard key={file.id} file={file} />
        ))}
        {message.reactions && <Reactions of={message.reactions} />}
        {answers.length > 0 && onOpenThread && (
          <button type="button" className="thread-link" onClick={() => onOpenThread(message.ts)}>
            <Avatar author={authorOf(directory, answers.at(-1)?.author ?? '')} small />
            <span className="thread-count">
              {answers.length} {answers.length === 1 ? 'reply' : 'replies'}
            </span>
            <span className="thread-last">
              Last reply <Ago at={instantOf(answers.at(-1)?.ts ?? '0')} />
            </span>
          </button>
        )}
        {ephemeral && (
          <button type="button" className="link-button" onClick={() => onDismiss(message.ts)}>
            Dismiss message
          </button>
        )}
      </div>
      <MessageTools message={message} onOpenThread={ephemeral ? undefined : onOpenThread} />
    </article>
  );
}

function Ago({ at }: { at: number }) {
  useWorldMinute();
  return ago(at, worldNow());
}

/** A message without blocks shows its text; one with blocks shows those alone. */
function blocksOf(message: MessageJson): KnownBlock[] {
  if (message.blocks.length > 0) return message.blocks;
  return message.text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: message.text } }];
}

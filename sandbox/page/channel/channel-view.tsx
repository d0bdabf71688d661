import { useMemo, useState } from 'react';
import { HashIcon } from '../shell/icons.tsx';
import type { Channel, Control, Message, SlashCommand } from '../world/api.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { usePointedMessage } from './pointed-message.ts';
import { ThreadPanel } from './thread-panel.tsx';

interface Props {
  channel: Channel;
  messages: Message[];
  commands: SlashCommand[];
  thread: string | null;
  /** A message to show and mark for a moment. */
  pointed: { ts: string } | null;
  members: number;
  onOpenThread(ts: string | null): void;
  onDismiss(ts: string): void;
  press(message: Message, control: Control): Promise<void>;
  /** Says or commands something, in the channel or as a reply in a thread. */
  send(text: string, thread?: string): Promise<void>;
}

export function ChannelView(props: Props) {
  const { channel, messages, thread, press, onOpenThread, onDismiss } = props;
  const direct = channel.name.startsWith('@');
  usePointedMessage(props.pointed);
  const [said, setSaid] = useState(0);
  const { roots, replies } = useMemo(() => splitThreads(messages), [messages]);
  const root = thread === null ? undefined : messages.find((message) => message.ts === thread);
  return (
    <div className="channel">
      <section className="channel-main" aria-label={`Channel ${channel.name}`}>
        <header className="pane-head">
          <h1>
            {!direct && <HashIcon />}
            {direct ? channel.topic : channel.name}
          </h1>
          <span className="pane-topic">{direct ? '' : channel.topic}</span>
          <span className="pane-members">{props.members} members</span>
        </header>
        <MessageList
          label={`Messages in ${channel.name}`}
          place={`${channel.name}/${said}`}
          messages={roots}
          replies={replies}
          press={press}
          onOpenThread={onOpenThread}
          onDismiss={onDismiss}
          beginning={
            <div className="beginning">
              <h2>
                {!direct && <HashIcon />} {direct ? channel.topic : channel.name}
              </h2>
              <p>
                This is the very beginning of <strong>{direct ? 'it' : `#${channel.name}`}</strong>. Type <code>/</code>{' '}
                to see what you can do.
              </p>
            </div>
          }
        />
        <Composer
          key={channel.name}
          placeholder={direct ? `Message ${channel.name} and the app` : `Message #${channel.name}`}
          commands={props.commands}
          send={async (text) => {
            await props.send(text);
            setSaid((before) => before + 1);
          }}
        />
      </section>
      {root && (
        <ThreadPanel
          channel={channel.name}
          root={root}
          replies={replies.get(root.ts) ?? []}
          press={press}
          onDismiss={onDismiss}
          send={props.send}
          onClose={() => onOpenThread(null)}
        />
      )}
    </div>
  );
}

/** Messages of the channel itself, and the replies by the message that they answer. */
export function splitThreads(messages: Message[]): { roots: Message[]; replies: Map<string, Message[]> } {
  const known = new Set(messages.map((message) => message.ts));
  const roots: Message[] = [];
  const replies = new Map<string, Message[]>();
  for (const message of messages) {
    const root = message.thread_ts;
    if (root === undefined || root === message.ts || !known.has(root)) roots.push(message);
    else replies.set(root, [...(replies.get(root) ?? []), message]);
  }
  return { roots, replies };
}

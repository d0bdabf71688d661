import { useMemo } from 'react';
import { CrossIcon } from '../shell/icons.tsx';
import type { Control, Message } from '../world/api.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

interface Props {
  channel: string;
  root: Message;
  replies: Message[];
  press(message: Message, control: Control): Promise<void>;
  onDismiss(ts: string): void;
  send(text: string, thread: string): Promise<void>;
  onClose(): void;
}

export function ThreadPanel({ channel, root, replies, press, onDismiss, send, onClose }: Props) {
  const messages = useMemo(() => [root, ...replies], [root, replies]);
  return (
    <aside className="side-panel" aria-label="Thread">
      <header className="pane-head">
        <h2>
          Thread <small>#{channel}</small>
        </h2>
        <button type="button" className="icon-button" aria-label="Close thread" onClick={onClose}>
          <CrossIcon />
        </button>
      </header>
      <MessageList
        label="Thread"
        place={root.ts}
        messages={messages}
        replies={null}
        press={press}
        onDismiss={onDismiss}
      />
      <Composer key={root.ts} placeholder="Reply…" commands={[]} quiet send={(text) => send(text, root.ts)} />
    </aside>
  );
}

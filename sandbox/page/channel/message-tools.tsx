import { ReplyIcon } from '../shell/icons.tsx';
import type { Message } from '../world/api.ts';

/** What appears at a message's corner under the pointer. */
export function MessageTools({
  message,
  onOpenThread,
}: {
  message: Message;
  onOpenThread: ((ts: string) => void) | undefined;
}) {
  if (onOpenThread === undefined) return null;
  return (
    <div className="message-tools">
      <button
        type="button"
        className="icon-button"
        aria-label="Open thread"
        title="Open thread"
        onClick={() => onOpenThread(message.thread_ts ?? message.ts)}
      >
        <ReplyIcon />
      </button>
    </div>
  );
}

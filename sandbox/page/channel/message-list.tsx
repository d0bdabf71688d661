import { Fragment, useLayoutEffect, useMemo, useRef } from 'react';
import type { Control, Message as MessageJson } from '../world/api.ts';
import { dayName, instantOf, worldNow } from '../world/clock.ts';
import { Message } from './message.tsx';

/** Messages of one author within this time stand together under one head. */
const togetherMs = 5 * 60_000;

interface Props {
  label: string;
  messages: MessageJson[];
  /** Replies by the ts of the message that they answer; null inside a thread. */
  replies: ReadonlyMap<string, MessageJson[]> | null;
  press(message: MessageJson, control: Control): Promise<void>;
  onOpenThread?: (ts: string) => void;
  onDismiss(ts: string): void;
  /** Another value scrolls to the end, as another channel does, and having said something. */
  place: string;
  /** Stands before the first message. */
  beginning?: React.ReactNode;
}

export function MessageList({ label, messages, replies, press, onOpenThread, onDismiss, place, beginning }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const lastTop = useRef(0);
  const days = useMemo(() => byDay(messages), [messages]);

  useLayoutEffect(() => {
    void place;
    following.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [place]);

  useLayoutEffect(() => {
    const box = scroller.current;
    const content = box?.firstElementChild;
    if (box === null || !content) return;
    const follow = () => {
      if (following.current) box.scrollTop = box.scrollHeight;
    };
    follow();
    // Messages grow when they are edited; whoever reads the end stays at the end.
    const observer = new ResizeObserver(follow);
    observer.observe(content);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      className="message-scroll"
      ref={scroller}
      onScroll={({ currentTarget: box }) => {
        // Only a person scrolls upwards; that the end is far away may also mean that a message has just grown.
        if (box.scrollHeight - box.scrollTop - box.clientHeight < 60) following.current = true;
        else if (box.scrollTop < lastTop.current) following.current = false;
        lastTop.current = box.scrollTop;
      }}
    >
      <div className="message-list" role="log" aria-label={label}>
        {beginning}
        {days.map(({ start, items }) => (
          <Fragment key={start}>
            <div className="day">
              <span>{dayName(instantOf(start), worldNow())}</span>
            </div>
            {items.map(({ message, compact }) => (
              <Message
                key={message.ts + (message.ephemeral_to ?? '')}
                message={message}
                compact={compact}
                replies={replies?.get(message.ts) ?? []}
                press={press}
                onOpenThread={replies === null ? undefined : onOpenThread}
                onDismiss={onDismiss}
              />
            ))}
          </Fragment>
        ))}
      </div>
    </div>
  );
}

interface Day {
  start: string;
  items: { message: MessageJson; compact: boolean }[];
}

function byDay(messages: MessageJson[]): Day[] {
  const days: Day[] = [];
  let before: MessageJson | undefined;
  for (const message of messages) {
    const at = instantOf(message.ts);
    const sameDay =
      before !== undefined && new Date(instantOf(before.ts)).toDateString() === new Date(at).toDateString();
    if (!sameDay) days.push({ start: message.ts, items: [] });
    const compact =
      sameDay &&
      before?.author === message.author &&
      before.ephemeral_to === message.ephemeral_to &&
      before.blocks.length === 0 &&
      message.blocks.length === 0 &&
      at - instantOf(before.ts) < togetherMs;
    days.at(-1)?.items.push({ message, compact });
    before = message;
  }
  return days;
}

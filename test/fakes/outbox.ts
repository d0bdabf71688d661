import { isDeepStrictEqual } from 'node:util';
import type { Notice } from '../../src/model/notice.ts';
import type { Instant } from '../../src/model/time.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { Delivery, Outbox, Posted } from '../../src/ports/outbox.ts';

interface Row {
  delivery: Delivery;
  /** Version that is delivered, or 1 for a reply or whisper that is. */
  delivered: number;
  givenUp: number;
  due: Instant;
  error: string | null;
}

export interface FakeChat extends Chat, Outbox {
  /** The newest notice of each message, by anchor. */
  readonly messages: ReadonlyMap<string, Notice>;
  /** Replies of an anchor, in order. */
  replies(anchor: string): Notice[];
  readonly whispers: readonly { key: string; person: string; notice: Notice }[];
}

/** Both sides of the outbox in memory. `realNow` is the courier's clock, ms. */
export function createFakeChat(realNow: () => Instant = () => 0): FakeChat {
  const rows: Row[] = [];
  const claimed = new Set<string>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) queueMicrotask(listener);
  };
  const versionOf = ({ delivery }: Row) => (delivery.kind === 'message' ? delivery.version : 1);
  const open = (row: Row) => versionOf(row) > row.delivered && versionOf(row) > row.givenUp;
  const messageOf = (anchor: string) =>
    rows.find(({ delivery }) => delivery.kind === 'message' && delivery.anchor === anchor);
  const rowOf = ({ id }: Delivery) => rows.find(({ delivery }) => delivery.id === id);

  /** As it would be delivered now; null when its turn has not come. */
  function deliverable(row: Row): Delivery | null {
    const { delivery } = row;
    if (!open(row)) return null;
    if (delivery.kind !== 'reply') return delivery;
    const parent = messageOf(delivery.anchor)?.delivery;
    if (parent?.kind !== 'message' || !parent.posted) return null;
    const first = rows.find(
      (other) => other.delivery.kind === 'reply' && other.delivery.anchor === delivery.anchor && open(other),
    );
    return first === row ? { ...delivery, parent: parent.posted } : null;
  }

  function add(delivery: Delivery): void {
    rows.push({ delivery: structuredClone(delivery), delivered: 0, givenUp: 0, due: realNow(), error: null });
    tell();
  }
  const base = (notice: Notice) => {
    return { id: String(rows.length + 1), notice, started: false, tries: 0, writtenAt: realNow() };
  };

  function settle(delivery: Delivery, change: (row: Row) => void): void {
    const row = rowOf(delivery);
    if (row) change(row);
    claimed.delete(delivery.id);
    tell();
  }

  return {
    async show({ anchor, channel, notice }) {
      const known = messageOf(anchor);
      if (known?.delivery.kind !== 'message') {
        add({ ...base(notice), kind: 'message', anchor, channel, version: 1, posted: null });
      } else if (!isDeepStrictEqual(known.delivery.notice, JSON.parse(JSON.stringify(notice)))) {
        if (known.givenUp >= known.delivery.version) known.due = realNow();
        known.delivery.notice = structuredClone(notice);
        known.delivery.version++;
        if (!known.delivery.posted) known.delivery.channel = channel;
        tell();
      }
    },
    async reply({ anchor, key, notice }) {
      const known = rows.some(({ delivery }) => {
        return delivery.kind === 'reply' && delivery.anchor === anchor && delivery.key === key;
      });
      const parent: Posted = { channelId: '', ts: '', permalink: null };
      if (!known) add({ ...base(notice), kind: 'reply', anchor, key, parent });
    },
    async whisper({ key, person, channel, responseUrl, notice }) {
      if (rows.some(({ delivery }) => delivery.kind === 'whisper' && delivery.key === key)) return;
      add({ ...base(notice), kind: 'whisper', key, person, channel, responseUrl });
    },
    async permalink(anchor) {
      const delivery = messageOf(anchor)?.delivery;
      return delivery?.kind === 'message' ? (delivery.posted?.permalink ?? null) : null;
    },
    async claim(limit) {
      const due = rows.filter((row) => row.due <= realNow() && !claimed.has(row.delivery.id));
      const deliveries = due.flatMap((row) => deliverable(row) ?? []).slice(0, limit);
      for (const { id } of deliveries) claimed.add(id);
      return structuredClone(deliveries);
    },
    async starting(delivery) {
      const row = rowOf(delivery);
      if (row) row.delivery.started = true;
    },
    delivered: async (delivery, posted) =>
      settle(delivery, (row) => {
        row.delivered = delivery.kind === 'message' ? Math.max(row.delivered, delivery.version) : 1;
        Object.assign(row.delivery, { started: false, tries: 0 });
        if (row.delivery.kind === 'message' && posted) row.delivery.posted = structuredClone(posted);
      }),
    later: async (delivery, { why, retryAt, sent }) =>
      settle(delivery, (row) => {
        Object.assign(row, { due: retryAt, error: why });
        row.delivery.tries++;
        if (sent === 'no') row.delivery.started = false;
      }),
    undeliverable: async (delivery, why) =>
      settle(delivery, (row) => {
        Object.assign(row, { givenUp: delivery.kind === 'message' ? delivery.version : 1, error: why });
        row.delivery.started = false;
      }),
    release: async ({ id }) => void claimed.delete(id),
    lost: async (delivery) =>
      settle(delivery, (row) => {
        if (row.delivery.kind !== 'message') return;
        Object.assign(row.delivery, { posted: null, started: false });
        row.delivered = 0;
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async nextDue() {
      const later = rows.filter((row) => deliverable(row) && row.due > realNow()).map(({ due }) => due);
      return later.length > 0 ? Math.min(...later) : null;
    },
    async backlog() {
      const waiting = rows.filter(deliverable);
      const oldest = waiting.length > 0 ? Math.min(...waiting.map(({ delivery }) => delivery.writtenAt)) : null;
      const undeliverable = rows.filter((row) => versionOf(row) > row.delivered && !open(row)).length;
      return { waiting: waiting.length, oldest, undeliverable };
    },
    get messages() {
      return new Map(
        rows.flatMap(({ delivery }) => (delivery.kind === 'message' ? [[delivery.anchor, delivery.notice]] : [])),
      );
    },
    replies: (anchor) =>
      rows.flatMap(({ delivery }) => {
        return delivery.kind === 'reply' && delivery.anchor === anchor ? [delivery.notice] : [];
      }),
    get whispers() {
      return rows.flatMap(({ delivery }) => {
        if (delivery.kind !== 'whisper') return [];
        const { key, person, notice } = delivery;
        return [{ key, person, notice }];
      });
    },
  };
}

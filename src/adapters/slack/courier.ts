import { Fault } from '../../model/fault.ts';
import type { Millis } from '../../model/time.ts';
import { minute, second } from '../../model/time.ts';
import type { Delivery } from '../../ports/outbox.ts';
import { deliverMessage } from './deliver-message.ts';
import { deliverReply } from './deliver-reply.ts';
import { deliverWhisper } from './deliver-whisper.ts';
import type { Desk, Settled } from './desk.ts';
import { PictureNotReady } from './desk.ts';
import { permalinkOf } from './identity.ts';
import { mendOf } from './mend.ts';
import { UnansweredUrl } from './response-url.ts';
import { troubleOf } from './trouble.ts';
import { workOf } from './turn.ts';

export interface Courier {
  start(): void;
  /** Takes no more, and resolves when what was on its way is settled. */
  stop(): Promise<void>;
}

const atOnce = 8;
/** A turn that comes so soon is waited for; a later one is given back to the outbox, so that the newest is sent then. */
const shortWait: Millis = 400;
const longestRest: Millis = minute;
/**
 * What is written in one breath is one edit: the decision of an approval and the start of its run. And what goes on with the
 * deployment meanwhile does not have to share the processor with telling people of it.
 */
const breath: Millis = 40;

/** Delivers what the outbox holds, under Slack's limits. Several replicas share one outbox. */
export function createCourier(desk: Desk): Courier {
  const { outbox, schedule, log, now, pause } = desk;
  const onTheWay = new Set<Promise<void>>();
  let stopped = false;
  let pumping = false;
  let again = false;
  const timers = new Set<NodeJS.Timeout>();
  let off: (() => void) | null = null;
  let soon: NodeJS.Timeout | null = null;

  function afterABreath(): void {
    if (stopped) return;
    soon ??= setTimeout(() => {
      soon = null;
      void pump();
    }, breath);
  }

  async function pump(): Promise<void> {
    if (pumping || stopped) {
      again = true;
      return;
    }
    pumping = true;
    try {
      do {
        again = false;
        for (let free = atOnce - onTheWay.size; !stopped && free > 0; free = atOnce - onTheWay.size) {
          const claimed = await outbox.claim(free);
          for (const delivery of claimed) track(handle(delivery));
          if (claimed.length < free) break;
        }
      } while (again && !stopped && onTheWay.size < atOnce);
      // What is on its way looks again when it has arrived.
      if (!stopped && onTheWay.size === 0) await rest();
    } catch (error) {
      log.warn({ err: error }, 'the outbox cannot be read; the courier tries again');
      wakeIn(second);
    } finally {
      pumping = false;
      // Something was written while we looked for when to wake up.
      if (again && !stopped && onTheWay.size < atOnce) queueMicrotask(() => void pump());
    }
  }

  function track(work: Promise<void>): void {
    onTheWay.add(work);
    void work.finally(() => {
      onTheWay.delete(work);
      void pump();
    });
  }

  /** What another process gave back; what we gave back ourselves has its own timer. */
  async function rest(): Promise<void> {
    const due = await outbox.nextDue();
    if (due !== null && timers.size === 0) wakeIn(Math.min(due - now(), longestRest));
  }

  /** A little late, so that it is due by the database's clock too. */
  function wakeIn(length: Millis): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void pump();
    }, Math.max(length, 0) + 10);
    timers.add(timer);
  }

  async function handle(delivery: Delivery): Promise<void> {
    let settle: () => Promise<void>;
    try {
      settle = settlement(delivery, await deliver(delivery));
    } catch (error) {
      settle = await failure(delivery, error);
    }
    await persist(settle);
  }

  async function deliver(delivery: Delivery): Promise<Settled & { link?: string | null }> {
    const work = workOf(delivery);
    for (;;) {
      const wait = schedule.ask(work);
      if (wait === 0) break;
      if (wait > shortWait || stopped) return { kind: 'again', after: wait, why: 'it waits for its turn' };
      await pause(wait);
    }
    const settled = await (delivery.kind === 'message'
      ? deliverMessage(desk, delivery)
      : delivery.kind === 'reply'
        ? deliverReply(desk, delivery)
        : deliverWhisper(desk, delivery));
    if (settled.kind !== 'delivered' || !settled.posted) return settled;
    const { channelId, ts } = settled.posted;
    return { ...settled, link: permalinkOf(await desk.identity(), channelId, ts) };
  }

  function settlement(delivery: Delivery, settled: Settled & { link?: string | null }): () => Promise<void> {
    switch (settled.kind) {
      case 'delivered': {
        const posted = settled.posted ? { ...settled.posted, permalink: settled.link ?? null } : null;
        return () => outbox.delivered(delivery, posted);
      }
      case 'lost':
        return () => outbox.lost(delivery);
      case 'never':
        log.warn({ delivery: delivery.id, kind: delivery.kind, why: settled.why }, 'a message can never be delivered');
        return () => outbox.undeliverable(delivery, settled.why);
      case 'again':
        return later(delivery, settled.why, settled.after, delivery.started ? 'perhaps' : 'no');
    }
  }

  async function failure(delivery: Delivery, error: unknown): Promise<() => Promise<void>> {
    const about = { err: error, delivery: delivery.id, kind: delivery.kind, tries: delivery.tries };
    if (error instanceof PictureNotReady) return later(delivery, error.message, second, 'no');
    if (error instanceof UnansweredUrl) return later(delivery, error.message, backoff(delivery.tries), 'perhaps');
    if (error instanceof Fault && error.kind === 'not-found') return never(delivery, error.message, about);
    const trouble = troubleOf(error);
    switch (trouble.kind) {
      case 'limited':
        schedule.close(workOf(delivery).lanes, trouble.wait);
        return later(delivery, 'Slack asked us to wait', trouble.wait, delivery.started ? 'perhaps' : 'no');
      case 'unanswered':
        log.info(about, 'slack gave no answer; the message is tried again');
        return later(delivery, trouble.why, backoff(delivery.tries), 'perhaps');
      case 'denied':
        log.error({ ...about, mend: mendOf(trouble.code) }, 'slack denies the bot access; the message waits');
        return later(delivery, trouble.why, longestRest, delivery.started ? 'perhaps' : 'no');
      case 'refused':
        return never(delivery, `${trouble.why}. ${mendOf(trouble.code)}`, about);
      case 'ours':
        log.error(about, 'a message could not be delivered; it is tried again');
        return later(delivery, trouble.why, backoff(delivery.tries), 'perhaps');
    }
  }

  function never(delivery: Delivery, why: string, about: Record<string, unknown>): () => Promise<void> {
    log.error({ ...about, mend: why }, 'a message can never be delivered');
    return () => outbox.undeliverable(delivery, why);
  }

  function later(delivery: Delivery, why: string, after: Millis, sent: 'no' | 'perhaps'): () => Promise<void> {
    return async () => {
      await outbox.later(delivery, { why, retryAt: now() + after, sent });
      wakeIn(after);
    };
  }

  /** A claim that is not settled would stay ours for ever: while the database is away, we go on trying. */
  async function persist(settle: () => Promise<void>): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await settle();
      } catch (error) {
        log.warn({ err: error }, 'a delivery could not be settled');
        if (stopped && tries >= 2) return;
        await pause(Math.min(backoff(tries), 5 * second)).catch(() => {});
      }
    }
  }

  return {
    start() {
      off = outbox.onChange(afterABreath);
      void pump();
    },
    async stop() {
      stopped = true;
      off?.();
      for (const timer of timers) clearTimeout(timer);
      if (soon) clearTimeout(soon);
      while (onTheWay.size > 0) await Promise.allSettled([...onTheWay]);
    },
  };
}

/** 0.5 s, 1 s, 2 s … one minute. */
function backoff(tries: number): Millis {
  return Math.min(longestRest, (second / 2) * 2 ** Math.min(tries, 10));
}

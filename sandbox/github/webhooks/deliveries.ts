import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Balanced, Instant, Traffic, WorldIds } from '../../contract.ts';

export interface Delivery {
  id: number;
  guid: string;
  event: string;
  action: string | null;
  body: string;
  deliveredAt: Instant;
  redelivery: boolean;
  /** Real seconds. */
  duration: number;
  /** As GitHub writes it: `OK`, `Invalid HTTP Response: 500`, `failed to connect to host`. */
  status: string;
  statusCode: number;
}

export type WebhookMode = 'normal' | 'lose' | 'triple' | 'shuffle';

export interface Webhooks {
  deliverTo(target: string | Balanced | null): void;
  address(): string | null;
  mode(mode: WebhookMode): void;
  /** `payload` is made at once, unless there is nowhere to send it. */
  send(event: string, action: string | null, payload: () => object): void;
  /** Newest first. */
  deliveries(): Delivery[];
  /** Sends a delivery again, under the same GUID. */
  redeliver(delivery: Delivery): void;
  /** Resolves when everything that was sent until now has been answered or given up. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface WebhookParts {
  ids: WorldIds;
  traffic: Traffic;
  now(): Instant;
  secret: string;
  hookId: number;
  appId: number;
}

/** GitHub waits ten seconds for an answer. Batches that are shuffled are gathered for a moment. Real milliseconds. */
const patience = 10_000;
const gathering = 40;
const kept = 1_000;

/** Signed deliveries, one after the other in the order of what happened, and their log. */
export function createWebhooks(parts: WebhookParts): Webhooks {
  const { ids } = parts;
  const log: Delivery[] = [];
  const closing = new AbortController();
  let to: Balanced | null = null;
  let mode: WebhookMode = 'normal';
  let queue = Promise.resolve();
  let batch: Delivery[] | null = null;

  function enqueue(delivery: Delivery) {
    queue = queue.then(() => attempt(delivery));
  }

  function note(delivery: Delivery) {
    log.unshift(delivery);
    if (log.length > kept) log.length = kept;
  }

  async function attempt(delivery: Delivery) {
    if (to === null || closing.signal.aborted) return;
    const target = to.next();
    const began = performance.now();
    try {
      const response = await fetch(target, {
        method: 'POST',
        headers: headersOf(delivery),
        body: delivery.body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(patience)]),
      });
      await response.arrayBuffer();
      delivery.statusCode = response.status;
      delivery.status = response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`;
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      delivery.statusCode = late ? 504 : 502;
      delivery.status = late ? 'timed out' : 'failed to connect to host';
    }
    delivery.duration = Math.round(performance.now() - began) / 1000;
    if (closing.signal.aborted) return;
    parts.traffic.record({
      world: 'github',
      direction: 'to-bot',
      method: 'POST',
      path: new URL(target).pathname,
      status: delivery.statusCode,
      kind: delivery.event,
      request: { action: delivery.action, delivery: delivery.guid },
    });
  }

  function headersOf(delivery: Delivery): Record<string, string> {
    return {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': `GitHub-Hookshot/${ids.sha('hookshot').slice(0, 7)}`,
      'x-github-delivery': delivery.guid,
      'x-github-event': delivery.event,
      'x-github-hook-id': String(parts.hookId),
      'x-github-hook-installation-target-id': String(parts.appId),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': `sha256=${createHmac('sha256', parts.secret).update(delivery.body).digest('hex')}`,
    };
  }

  function gather(delivery: Delivery) {
    if (batch !== null) {
      batch.push(delivery);
      return;
    }
    const gathered = [delivery];
    batch = gathered;
    queue = queue
      .then(() => pause(gathering, undefined, { signal: closing.signal }).catch(() => {}))
      .then(async () => {
        batch = null;
        for (const each of gathered.reverse()) await attempt(each);
      });
  }

  return {
    deliverTo(target) {
      to = typeof target === 'string' ? { urls: [target], next: () => target } : target;
    },
    address: () => to?.urls[0] ?? null,
    mode(wanted) {
      mode = wanted;
    },
    send(event, action, payload) {
      if (to === null) return;
      const delivery: Delivery = {
        id: ids.number(),
        guid: ids.guid(),
        event,
        action,
        body: JSON.stringify(payload()),
        deliveredAt: parts.now(),
        redelivery: false,
        duration: 0,
        status: mode === 'lose' ? 'failed to connect to host' : 'pending',
        statusCode: mode === 'lose' ? 502 : 0,
      };
      note(delivery);
      if (mode === 'shuffle') gather(delivery);
      else if (mode !== 'lose') for (let sent = 0; sent < (mode === 'triple' ? 3 : 1); sent += 1) enqueue(delivery);
    },
    deliveries: () => log,
    redeliver(delivery) {
      const again = { ...delivery, id: ids.number(), deliveredAt: parts.now(), redelivery: true };
      note(again);
      enqueue(again);
    },
    idle: () => queue,
    async close() {
      closing.abort();
      await queue;
    },
  };
}

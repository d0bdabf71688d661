import { createHmac } from 'node:crypto';
import { type Ack, dispatchFailed, type Envelope, type Retry } from './envelope.ts';

export interface SignedHttpOptions {
  url: string;
  signingSecret: string;
  ackTimeoutMs: number;
  /** Real time, ms since the epoch: signatures are about transport. */
  realNow: () => number;
}

/** Slack's v0 signature of a body, as in the header X-Slack-Signature. `timestamp` in seconds. */
export function signature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Posts an envelope to the bot's request URL; any answer but 200 within the time counts as none. */
export async function postSigned(options: SignedHttpOptions, envelope: Envelope, retry?: Retry): Promise<Ack> {
  const { url, signingSecret, ackTimeoutMs, realNow } = options;
  const { body, contentType } = encode(envelope);
  const timestamp = Math.floor(realNow() / 1000);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signature(signingSecret, timestamp, body),
        ...(retry && { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
      },
      signal: AbortSignal.timeout(ackTimeoutMs),
    });
    const text = await response.text();
    return response.status === 200 ? { acked: true, payload: decode(text) } : dispatchFailed;
  } catch {
    return dispatchFailed;
  }
}

function encode(envelope: Envelope): { body: string; contentType: string } {
  if (envelope.type === 'events_api')
    return { body: JSON.stringify(envelope.payload), contentType: 'application/json' };
  const form = new URLSearchParams();
  if (envelope.type === 'interactive') form.set('payload', JSON.stringify(envelope.payload));
  else for (const [key, value] of Object.entries(envelope.payload)) form.set(key, String(value ?? ''));
  return { body: form.toString(), contentType: 'application/x-www-form-urlencoded' };
}

function decode(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

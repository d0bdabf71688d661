import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Inbox } from '../../ports/inbox.ts';
import { isSigned } from './signature.ts';

/** GitHub's own bound on a payload, in bytes. */
const largest = 25 * 1024 * 1024;

export interface WebhookDoor {
  secret: string;
  inbox: Pick<Inbox, 'accept'>;
  /** Called for each request that was turned away or could not be kept, for the log and the metrics. */
  onRefused?(refusal: { status: number; why: string; error?: unknown }): void;
}

/**
 * Answers `POST /github/webhooks`. A delivery is verified over its raw bytes and stored under its GUID before 202 is
 * answered, since GitHub never delivers again by itself; a GUID that is known is answered 202 and stored once. What it
 * means is found out later, by `handle.ts`. 401 for a missing or wrong signature, 413 above 25 MB, 400 for headers that
 * GitHub does not send, 503 when it could not be stored.
 */
export function createWebhookHandler(
  door: WebhookDoor,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const refuse = (status: number, why: string, error?: unknown) => {
      door.onRefused?.({ status, why, ...(error === undefined ? {} : { error }) });
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${why}\n`);
      discard(request);
    };
    const header = (name: string) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : '';
    };
    if (request.method !== 'POST') return refuse(405, 'webhooks are delivered by POST');
    const signature = header('x-hub-signature-256');
    if (signature === '') return refuse(401, 'X-Hub-Signature-256 is missing');
    if (Number(request.headers['content-length'] ?? 0) > largest) return refuse(413, 'the body is too large');
    let body: Buffer | null;
    try {
      body = await readBody(request);
    } catch {
      // The sender is gone; there is nobody to answer.
      response.destroy();
      return;
    }
    if (body === null) return refuse(413, 'the body is too large');
    if (!isSigned(door.secret, body, signature)) return refuse(401, 'the signature does not fit the body');
    const key = header('x-github-delivery');
    const kind = header('x-github-event');
    if (!/^[\w-]{8,100}$/.test(key)) return refuse(400, 'X-GitHub-Delivery is missing or malformed');
    if (!/^[a-z_]{2,80}$/.test(kind)) return refuse(400, 'X-GitHub-Event is missing or malformed');
    if (!header('content-type').startsWith('application/json'))
      return refuse(400, 'the content type of the webhook must be application/json');
    try {
      await door.inbox.accept({ source: 'github', kind, key, body });
    } catch (error) {
      return refuse(503, 'the delivery could not be stored', error);
    }
    response.writeHead(202).end();
  };
}

/** The whole body; null as soon as it grows too large. Rejects when the sender goes away. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largest) return void chunks.push(chunk);
      chunks.length = 0;
      resolve(null);
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the request was closed'));
    });
  });
}

/**
 * Lets the rest of a refused body run out, since a sender that is cut off while it writes would not read our answer; one
 * that goes on and on is cut off.
 */
function discard(request: IncomingMessage): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > 2 * largest) request.destroy();
  });
}

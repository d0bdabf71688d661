import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export interface Received {
  event: string;
  guid: string;
  signature: string;
  body: string;
  headers: Record<string, unknown>;
}

export interface Collected extends AsyncDisposable {
  url: string;
  received: Received[];
  /** `event` or `event.action`, in the order in which they came. */
  events(): string[];
  /** Parsed bodies of one event. */
  bodies(event: string): unknown[];
}

const summary = z.object({ action: z.string().optional() });

/** `event`, or `event.action` where it has one. */
export function nameOf({ event, body }: Received): string {
  const { action } = summary.parse(JSON.parse(body));
  return action === undefined ? event : `${event}.${action}`;
}

/** A server that takes webhooks in, and answers with `status`. */
export async function collectWebhooks(status = 200): Promise<Collected> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    // Other tests run beside this one; whoever looks for a bot at a port that is ours now is no webhook.
    if (request.headers['x-github-event'] === undefined) return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const header = (name: string) => String(request.headers[name]);
    received.push({
      event: header('x-github-event'),
      guid: header('x-github-delivery'),
      signature: header('x-hub-signature-256'),
      body: Buffer.concat(chunks).toString(),
      headers: request.headers,
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    url: `http://127.0.0.1:${port}/github/webhooks`,
    events: () => received.map(nameOf),
    bodies: (event) => received.filter((each) => each.event === event).map(({ body }) => JSON.parse(body)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

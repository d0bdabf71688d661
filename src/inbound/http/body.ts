import type { IncomingMessage } from 'node:http';

/** The whole body; null when it is larger than `largest` bytes. Rejects when the sender goes away. */
export async function readBody(request: IncomingMessage, largest: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > largest) return drain(request, largest);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) return drain(request, largest);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Lets a little of what is left run out, since a sender that is cut off while it writes would not read our answer; then the rest is
 * cut off.
 */
function drain(request: IncomingMessage, largest: number): null {
  let left = largest;
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
  return null;
}

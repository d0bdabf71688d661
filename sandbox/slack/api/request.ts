import type { IncomingMessage } from 'node:http';
import { isRecord } from '../blocks/block-object.ts';

const largest = 20 * 1024 * 1024;

/** The bytes of a request. @throws when it is larger than twenty MiB */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    size += bytes.length;
    if (size > largest) throw new Error('the request is larger than 20 MiB');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** The arguments of a call: of its query, and of its body as a form or as JSON. Unreadable JSON is undefined. */
export function readArguments(url: URL, contentType: string, body: Buffer): Record<string, unknown> | undefined {
  const query = Object.fromEntries(url.searchParams);
  if (body.length === 0) return query;
  if (!contentType.includes('json')) return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString())) };
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return isRecord(parsed) ? { ...query, ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

/** The file in an upload: the first file of a multipart form, else the whole body. */
export async function readUpload(contentType: string, body: Buffer): Promise<Buffer> {
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const [text] = new URLSearchParams(body.toString()).values();
    return Buffer.from(text ?? '');
  }
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  for (const value of form.values()) {
    return typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}

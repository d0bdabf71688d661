import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

export interface ControlRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  /** Parsed JSON; `{}` when there was no body. */
  body: unknown;
}

/** Status 200 unless said otherwise; the body is sent as JSON. */
export interface Answer {
  status?: number;
  body: unknown;
}

export type Handler = (request: ControlRequest) => Answer | Promise<Answer>;
/** Writes its own answer: files of the page and streams. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/** Keyed by `METHOD /path/:param`. */
export type Routes = Record<string, Handler>;
export type RawRoutes = Record<string, RawHandler>;

/** An answer that ends a handler early. */
export class Problem extends Error {
  readonly status: number;
  readonly details: Record<string, unknown>;
  constructor(status: number, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** Reads a body or a query by its schema; a wrong one is answered 400 with every mistake. */
export function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem(400, z.prettifyError(result.error).replaceAll('\n', ' '), { error: 'invalid_body' });
}

/** Finds the route of a request; literal parts win over parameters. */
export function createMatcher<H>(routes: Record<string, H>) {
  const table = Object.entries(routes)
    .map(([key, handler]) => {
      const [method = '', path = ''] = key.split(' ');
      return { method, parts: path.split('/'), handler };
    })
    .sort((a, b) => parameters(a.parts) - parameters(b.parts));
  return (method: string, pathname: string): { handler: H; params: Record<string, string> } | null => {
    const asked = pathname.split('/');
    for (const { method: own, parts, handler } of table) {
      if (own !== method || parts.length !== asked.length) continue;
      const params: Record<string, string> = {};
      const fits = parts.every((part, index) => {
        const given = asked[index] ?? '';
        if (!part.startsWith(':')) return part === given;
        params[part.slice(1)] = decode(given);
        return given !== '';
      });
      if (fits) return { handler, params };
    }
    return null;
  };
}

const parameters = (parts: string[]) => parts.filter((part) => part.startsWith(':')).length;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Problem(400, `The path has a malformed escape: ${text}`, { error: 'invalid_path' });
  }
}

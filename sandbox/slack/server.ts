import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Traffic } from '../contract.ts';
import { answerTo } from './api/answer-url.ts';
import type { Fault, Faults } from './api/faults.ts';
import { SlackRefusal } from './api/refusal.ts';
import { readArguments, readBody, readUpload } from './api/request.ts';
import { type Answer, answerCall, rateLimited, type WebApiParts } from './api/web-api.ts';

export interface ServerParts extends WebApiParts {
  faults: Faults;
  traffic: Traffic;
}

interface Call {
  url: URL;
  /** A Web API method, `response_url`, `upload` or `file`. */
  kind: string;
  request: IncomingMessage;
  body: Buffer;
}

/** Slack's HTTP side: the Web API, response URLs, uploads and downloads. Everything else is a route that does not exist. */
export function createApiServer(parts: ServerParts): Server {
  return createServer((request, response) => {
    handle(parts, request, response).catch((cause: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`the simulated Slack failed: ${String(cause)}`);
    });
  });
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://slack');
  const call: Call = { url, kind: kindOf(parts, url), request, body: await readBody(request) };
  const fault = parts.faults.take(call.kind);
  if (fault?.kind === 'hang') {
    record(parts, call, plain(0, 'no answer'));
    return;
  }
  const planned = fault && faultAnswer(fault);
  const answer = planned ?? (await answerRequest(parts, call));
  record(parts, call, answer);
  if (fault?.kind === 'lost-answer') {
    request.socket.destroy();
    return;
  }
  send(response, answer);
}

interface Reply extends Omit<Answer, 'body'> {
  body: Record<string, unknown> | string | Buffer;
}

function kindOf(parts: ServerParts, url: URL): string {
  const { pathname } = url;
  if (pathname.startsWith('/api/')) return pathname.slice('/api/'.length);
  if (parts.workspace.responseUrls.has(pathname)) return 'response_url';
  return pathname.startsWith('/upload/') ? 'upload' : pathname.startsWith('/files-pri/') ? 'file' : pathname;
}

async function answerRequest(parts: ServerParts, call: Call): Promise<Reply> {
  const { url, kind, request } = call;
  if (url.pathname.startsWith('/api/')) {
    const raw = argumentsOf(call);
    return answerCall(parts, kind, tokenOf(request, raw), raw);
  }
  if (kind === 'response_url') return answerResponseUrl(parts, call);
  if (kind === 'upload') return takeUpload(parts, call);
  if (kind === 'file') return giveFile(parts, url);
  parts.unknownRoutes.push(`${request.method} ${url.pathname}`);
  return plain(404, `${request.method} ${url.pathname} is no route of the simulated Slack`);
}

function answerResponseUrl(parts: ServerParts, call: Call): Reply {
  const target = parts.workspace.responseUrls.use(call.url.pathname);
  if (typeof target === 'string') return { status: 404, headers: {}, body: { ok: false, error: target } };
  try {
    answerTo(parts.workspace, target, argumentsOf(call));
    return plain(200, 'ok');
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { status: 400, headers: {}, body: { ok: false, error: error.code, ...error.detail } };
  }
}

async function takeUpload(parts: ServerParts, call: Call): Promise<Reply> {
  const file = parts.workspace.files.get(call.url.pathname.slice('/upload/'.length));
  if (file === undefined) return plain(404, 'no such upload');
  file.content = await readUpload(call.request.headers['content-type'] ?? '', call.body);
  file.size = file.content.length;
  file.uploaded = true;
  return plain(200, `OK - ${file.size}`);
}

function giveFile(parts: ServerParts, url: URL): Reply {
  const [id = ''] = url.pathname.slice('/files-pri/'.length).split('/');
  const file = parts.workspace.files.get(id);
  if (file === undefined) return plain(404, 'no such file');
  return { status: 200, headers: { 'content-type': `${file.mimetype}; charset=utf-8` }, body: file.content };
}

function faultAnswer(fault: Fault): Reply | undefined {
  switch (fault.kind) {
    case 'ratelimited':
      return rateLimited(fault.retryAfter ?? 1);
    case 'http':
      return plain(fault.status ?? 503, 'the simulated Slack is out of order');
    case 'error':
      return { status: 200, headers: {}, body: { ok: false, error: fault.error ?? 'internal_error' } };
    default:
      return undefined;
  }
}

function argumentsOf({ url, request, body }: Call): Record<string, unknown> | undefined {
  return readArguments(url, request.headers['content-type'] ?? '', body);
}

function tokenOf(request: IncomingMessage, raw: Record<string, unknown> | undefined): string | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return header.replace(/^Bearer\s+/i, '');
  const token = raw?.token;
  return typeof token === 'string' ? token : undefined;
}

function plain(status: number, text: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(raw ? body : JSON.stringify(body));
}

function record(parts: ServerParts, call: Call, reply: Reply): void {
  const { url, kind, request } = call;
  const { token: _, ...asked } = kind === 'upload' || kind === 'file' ? {} : (argumentsOf(call) ?? {});
  parts.traffic.record({
    world: 'slack',
    direction: 'from-bot',
    method: request.method ?? 'GET',
    path: url.pathname,
    status: reply.status,
    kind,
    request: asked,
    response: Buffer.isBuffer(reply.body) ? `${reply.body.length} bytes` : reply.body,
  });
}

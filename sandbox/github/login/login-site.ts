import { z } from 'zod';
import type { WorldPerson } from '../../contract.ts';
import type { Answer } from '../http/answer.ts';
import type { DeviceFlow } from './device-flow.ts';
import { confirmPage, donePage, entryPage } from './device-pages.ts';

/** A request that is not for the API. */
export interface LoginRequest {
  method: string;
  url: URL;
  /** The body as it came. */
  text: string;
  header(name: string): string | undefined;
}

/** What is answered under `/login`. */
export const loginRoutes = [
  'POST /login/device/code',
  'POST /login/oauth/access_token',
  'GET /login/device',
  'POST /login/device',
];

const begin = z.object({ client_id: z.string().default('') });
const exchange = begin.extend({ device_code: z.string().default(''), grant_type: z.string().default('') });
const entry = z.object({
  handle: z.string().default(''),
  user_code: z.string().default(''),
  decision: z.enum(['look', 'approve', 'deny']).default('look'),
});

/** Answers what GitHub has under `/login`; undefined for everything else. */
export function createLoginSite(flow: DeviceFlow, people: WorldPerson[]) {
  const members = people.filter(({ kind }) => kind !== 'bot');
  return (request: LoginRequest): Answer | undefined => {
    const { method, url } = request;
    const route = `${method} ${url.pathname}`;
    if (route === 'POST /login/device/code') return asked(request, flow.begin(fields(request, begin).client_id));
    if (route === 'POST /login/oauth/access_token') return asked(request, flow.exchange(fields(request, exchange)));
    if (route === 'GET /login/device') return html(200, entryPage(members, url.searchParams.get('user_code') ?? ''));
    if (route === 'POST /login/device') return enter(request);
    return undefined;
  };

  function enter(request: LoginRequest): Answer {
    const origin = request.header('origin');
    if (origin !== undefined && origin !== request.url.origin)
      return html(403, donePage('This page takes its own form only.'));
    const { handle, user_code, decision } = fields(request, entry);
    const person = members.find((each) => each.handle === handle);
    if (person === undefined || !flow.isOpen(user_code))
      return html(422, entryPage(members, user_code, 'That code is not valid, or it has expired.'));
    if (decision === 'look') return html(200, confirmPage(person, user_code));
    flow.decide(user_code, person.githubLogin, decision === 'approve');
    const words =
      decision === 'approve' ? 'Your device is connected. You may close this page.' : 'Nothing was allowed.';
    return html(200, donePage(words));
  }
}

/** As a form unless JSON is asked for, as GitHub answers. */
function asked(request: LoginRequest, body: object): Answer {
  if ((request.header('accept') ?? '').includes('json')) return { status: 200, body };
  const pairs = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { status: 200, body, text: new URLSearchParams(pairs).toString(), headers };
}

function html(status: number, text: string): Answer {
  return { status, body: '', text, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

/** Parameters may come in the address, as a form or as JSON. What is not text counts as missing. */
function fields<T extends z.ZodType>({ url, text, header }: LoginRequest, schema: T): z.output<T> {
  const json = (header('content-type') ?? '').includes('json');
  const body = json ? readJson(text) : Object.fromEntries(new URLSearchParams(text));
  const given = Object.entries({ ...Object.fromEntries(url.searchParams), ...body });
  return schema.parse(Object.fromEntries(given.filter(([, value]) => typeof value === 'string')));
}

function readJson(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return {};
  }
}

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSigned } from '../../../src/inbound/github/signature.ts';
import { createWebhookHandler } from '../../../src/inbound/github/webhooks.ts';
import type { Arrival } from '../../../src/ports/inbox.ts';

const secret = 'a webhook secret';
const guid = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
let arrivals: Arrival[];
let refusals: number[];
let broken: boolean;
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  [arrivals, refusals, broken] = [[], [], false];
  const handler = createWebhookHandler({
    secret,
    inbox: {
      async accept(arrival) {
        if (broken) throw new Error('no database');
        if (arrivals.some(({ key }) => key === arrival.key)) return 'duplicate';
        arrivals.push(arrival);
        return 'new';
      },
    },
    onRefused: ({ status }) => refusals.push(status),
  });
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});
afterEach(() => close());

const sign = (body: string | Buffer, by = secret) => `sha256=${createHmac('sha256', by).update(body).digest('hex')}`;
async function deliver(body: string | Buffer, headers: Record<string, string | null> = {}) {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'workflow_run',
    'x-github-delivery': guid,
    'x-hub-signature-256': sign(body),
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  const response = await fetch(url, { method: 'POST', headers: given, body: new Uint8Array(Buffer.from(body)) });
  await response.text();
  return response.status;
}

test('the signature is the one of GitHub’s own example', () => {
  const body = Buffer.from('Hello, World!');
  const header = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  expect(isSigned("It's a Secret to Everybody", body, header)).toBe(true);
  expect(isSigned('another secret', body, header)).toBe(false);
  expect(isSigned("It's a Secret to Everybody", body, header.replace('7', '8'))).toBe(false);
  expect(isSigned("It's a Secret to Everybody", body, header.slice(7))).toBe(false);
});

describe('a delivery', () => {
  test('is stored as it came before it is acknowledged', async () => {
    const body = '{ "a" : "ü\\u0000" }';
    expect(await deliver(body)).toBe(202);
    expect(arrivals).toEqual([{ source: 'github', kind: 'workflow_run', key: guid, body: Buffer.from(body) }]);
  });

  test('that comes three times is stored once and acknowledged each time', async () => {
    expect([await deliver('{}'), await deliver('{}'), await deliver('{}')]).toEqual([202, 202, 202]);
    expect(arrivals).toHaveLength(1);
  });

  test.each([
    ['no signature', { 'x-hub-signature-256': null }],
    ['an empty signature', { 'x-hub-signature-256': 'sha256=' }],
    ['the signature of another secret', { 'x-hub-signature-256': sign('{}', 'other') }],
    ['the signature of another body', { 'x-hub-signature-256': sign('{ }') }],
    ['the old SHA-1 signature', { 'x-hub-signature-256': null, 'x-hub-signature': 'sha1=00' }],
    ['a short signature', { 'x-hub-signature-256': 'sha256=abcd' }],
  ])('with %s gets 401 and is not kept', async (_, headers) => {
    expect(await deliver('{}', headers)).toBe(401);
    expect(arrivals).toEqual([]);
    expect(refusals).toEqual([401]);
  });

  test.each([
    { 'x-github-delivery': null },
    { 'x-github-delivery': 'a b' },
    { 'x-github-delivery': 'x'.repeat(200) },
    { 'x-github-event': null },
    { 'x-github-event': 'Drop Table' },
    { 'content-type': 'application/x-www-form-urlencoded' },
  ])('with the headers %j gets 400', async (headers) => {
    expect(await deliver('{}', headers)).toBe(400);
    expect(arrivals).toEqual([]);
  });

  test('of more than 25 MB gets 413, announced or not', async () => {
    const body = Buffer.alloc(25 * 1024 * 1024 + 1, 0x20);
    expect(await deliver(body)).toBe(413);
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(body);
        controller.close();
      },
    });
    const headers = { 'x-hub-signature-256': sign('{}') };
    const response = await fetch(url, { method: 'POST', headers, body: chunks, duplex: 'half' });
    expect(response.status).toBe(413);
    expect(arrivals).toEqual([]);
  });

  test('of just 25 MB is taken', async () => {
    expect(await deliver(Buffer.alloc(25 * 1024 * 1024, 0x20))).toBe(202);
  });

  test('that cannot be stored gets 503, so that GitHub shows it as failed', async () => {
    broken = true;
    expect(await deliver('{}')).toBe(503);
    broken = false;
    expect(await deliver('{}')).toBe(202);
  });

  test('comes by POST', async () => {
    expect((await fetch(url)).status).toBe(405);
  });

  test('that breaks off disturbs nobody', async () => {
    const port = Number(new URL(url).port);
    const socket = connect(port, '127.0.0.1');
    const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\nx-hub-signature-256: ${sign('')}\r\n\r\n{"half`;
    await new Promise<void>((resolve) => socket.write(head, () => resolve()));
    socket.destroy();
    expect(await deliver('{}')).toBe(202);
    expect(arrivals).toHaveLength(1);
  });
});

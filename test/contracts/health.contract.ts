import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HealthCheck } from '../../src/model/delivery.ts';
import type { Health } from '../../src/ports/health.ts';

type Check = Parameters<Health['probe']>[0];

/** What something at an address does when it is asked. */
export type Answer =
  | { status: number; body: string; location?: string }
  /** Takes the connection, and says nothing. */
  | 'silent'
  /** More than anybody wants to read, for as long as somebody reads. */
  | 'endless'
  /** Opens a WebSocket and says this first; null for nothing. */
  | { socket: string | null }
  /** Opens a WebSocket and closes it. */
  | 'closing';

export interface HealthWorld {
  health: Health;
  /** The address at which it is answered so. */
  serve(answer: Answer): Promise<string>;
  /** An address at which nobody is. */
  nobody(): Promise<string>;
  close(): Promise<void>;
}

/** `ports/health.ts`, whoever asks. */
export function healthContract(name: string, open: () => Promise<HealthWorld>): void {
  describe(`health: ${name}`, () => {
    let world: HealthWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    async function probe(answer: Answer | 'nobody', more: Partial<Check> = {}) {
      const socket = typeof answer === 'object' ? 'socket' in answer : answer === 'closing';
      const kind: HealthCheck['kind'] = more.kind ?? (socket ? 'websocket' : 'http');
      const at = answer === 'nobody' ? await world.nobody() : await world.serve(answer);
      const url = kind === 'websocket' ? at.replace('http:', 'ws:') : at;
      return world.health.probe({ kind, url, status: [200], contains: null, within: 2_000, ...more });
    }

    test.each<[string, Answer, Partial<Check>]>([
      ['the right status', { status: 200, body: 'OK' }, {}],
      ['another right status', { status: 204, body: '' }, { status: [200, 204] }],
      ['the right words', { status: 200, body: '{"status":"ok"}' }, { contains: '"ok"' }],
      ['a status alone, whatever the length', 'endless', {}],
      ['an open WebSocket', { socket: null }, {}],
      ['the right first message', { socket: 'hello trader' }, { contains: 'trader' }],
    ])('%s is healthy', async (_, answer, more) => {
      expect(await probe(answer, more)).toEqual({ ok: true, took: expect.any(Number) });
    });

    test.each<[string, Answer | 'nobody', Partial<Check>, string]>([
      ['another status', { status: 503, body: '' }, {}, 'It answered 503; 200 is right.'],
      [
        'a redirect, also to what is right',
        { status: 302, body: '', location: '/' },
        {},
        'It answered 302, a redirect, which is not followed; 200 is right.',
      ],
      [
        'other words',
        { status: 200, body: 'maintenance' },
        { contains: 'ok' },
        'Its answer does not contain what it should.',
      ],
      ['words that never come', 'endless', { contains: 'ok' }, 'Its answer does not contain what it should.'],
      ['nobody there', 'nobody', {}, 'Nothing listens at its address.'],
      ['silence', 'silent', { within: 60 }, 'It did not answer within 0.06 s.'],
      ['no WebSocket there', { status: 200, body: 'OK' }, { kind: 'websocket' }, 'It does not open a WebSocket.'],
      ['nobody at a WebSocket', 'nobody', { kind: 'websocket' }, 'It does not open a WebSocket.'],
      [
        'another first message',
        { socket: 'goodbye' },
        { contains: 'hello' },
        'Its first message does not contain what it should.',
      ],
      ['no first message', { socket: null }, { contains: 'hello', within: 60 }, 'It did not answer within 0.06 s.'],
      [
        'a WebSocket that closes',
        'closing',
        { contains: 'hello' },
        'It closed the connection before it said anything.',
      ],
    ])('%s is not healthy', async (_, answer, more, says) => {
      expect(await probe(answer, more)).toEqual({ ok: false, took: expect.any(Number), says });
    });
  });
}

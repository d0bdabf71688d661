import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PlainServer, startPlainServer } from '../../../sandbox/plain-http/server.ts';
import { createSilences } from '../../../src/adapters/alertmanager/silences.ts';
import { Fault } from '../../../src/model/fault.ts';
import { createParts, createRoad } from '../../contracts/around-simulated.ts';

/** A service that tells everybody what it was told. */
let server: PlainServer;
let status = 400;
beforeEach(async () => {
  server = await startPlainServer({
    world: 'alertmanager',
    traffic: createParts().traffic,
    answer: ({ headers }) => ({ status, body: `you said ${headers.authorization}`, kind: 'echo' }),
    trouble: () => null,
  });
});
afterEach(() => server.close());

const token = 'a-token-that-nobody-should-read';
const password = 'a-password-that-nobody-should-read';
const basic = Buffer.from(`bot:${password}`).toString('base64');

async function faultFor(credentials: Parameters<typeof createSilences>[0]['credentials']): Promise<Fault> {
  const silences = createSilences({ url: server.origin, credentials, road: createRoad(), clock: Date.now });
  const error = await silences.find('d-1').catch((reason: unknown) => reason);
  if (error instanceof Fault) return error;
  throw new Error('no fault', { cause: error });
}

test.each([400, 503])('what a service says back with %i is shown without the secret', async (given) => {
  status = given;
  const faults = [await faultFor({ kind: 'bearer', token }), await faultFor({ kind: 'basic', user: 'bot', password })];
  for (const { message, cause } of faults) {
    expect(`${message} ${String(cause)}`).toContain('[redacted]');
    for (const secret of [token, password, basic]) expect(`${message} ${String(cause)}`).not.toContain(secret);
  }
});

test('a secret that cannot be sent is a wrong secret, not a service that is away, and is not told', async () => {
  const broken = `${token}\nsecond line`;
  const { kind, message, cause } = await faultFor({ kind: 'bearer', token: broken });
  expect([kind, message]).toEqual([
    'denied',
    'The credentials for Alertmanager cannot be sent. Check the token, or the user and password, for Alertmanager.',
  ]);
  expect(String(cause)).not.toContain(token);
});

import { expect, test } from 'vitest';
import type { Call, Command } from '../../../src/command.ts';
import { createSlackHandling } from '../../../src/inbound/slack/handle.ts';
import { minute } from '../../../src/model/time.ts';
import { catalog, now, person } from '../../builders.ts';
import { createFakeButtons } from '../../fakes/buttons.ts';
import { createFakeChat } from '../../fakes/outbox.ts';

/** A command that was stored `age` ms ago, by an outage or a long queue. */
async function handled(age: number): Promise<{ ran: string[]; told: string[] }> {
  const ran: string[] = [];
  const chat = createFakeChat();
  const deploy: Command = {
    name: '/deploy',
    summary: '',
    hint: '',
    usage: [],
    async run(_call, text) {
      ran.push(text);
      return { kind: 'started' };
    },
  };
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const handle = createSlackHandling({
    commands: [deploy],
    // The command under test asks nothing of its call but who it is for.
    call: async () => ({ person: person('dev'), catalog: catalog(), now }) as Call,
    buttons: createFakeButtons(),
    chat,
    showHome: async () => {},
    log: quiet,
  });
  const body = { user: 'U0DEV0000', channel: { id: 'C1', name: 'deployments' }, responseUrl: null, command: '/deploy' };
  const text = 'production';
  await handle({
    id: '1',
    source: 'slack',
    kind: 'command',
    key: 'command:1',
    body: Buffer.from(JSON.stringify({ ...body, text, length: text.length })),
    tries: 0,
    age,
  });
  const told = chat.whispers.map(({ notice }) => (notice.kind === 'text' ? notice.title : notice.kind));
  return { ran, told };
}

test('what was asked for a moment ago is done', async () => {
  expect(await handled(14 * minute)).toEqual({ ran: ['production'], told: [] });
});

test('what was asked for before a long outage is not done after it, and its sender is told', async () => {
  expect(await handled(16 * minute)).toEqual({ ran: [], told: ['That came too late to act on'] });
});

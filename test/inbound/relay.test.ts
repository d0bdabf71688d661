import { expect, test } from 'vitest';
import { createRelay } from '../../src/inbound/relay.ts';
import type { Taken } from '../../src/ports/inbox.ts';
import { eventually, readableLog } from '../adapters/slack/at-slack.ts';
import { createFakeInbox } from '../fakes/inbox.ts';

const arrival = (key: string, source: Taken['source'] = 'slack') => ({
  source,
  kind: 'command',
  key,
  body: Buffer.from('{}'),
});

test('hands each arrival to the handler of its source, once', async () => {
  const inbox = createFakeInbox();
  const seen: string[] = [];
  const handler =
    (name: string) =>
    async ({ key }: Taken) =>
      void seen.push(`${name} ${key}`);
  const relay = createRelay({
    inbox,
    handlers: { slack: handler('slack'), github: handler('github') },
    log: readableLog(),
  });
  await inbox.accept(arrival('before the start'));
  relay.start();
  await inbox.accept(arrival('a'));
  await inbox.accept(arrival('a'));
  await inbox.accept(arrival('b', 'github'));
  await eventually('three are handled', () => seen.length === 3);
  await relay.stop();
  expect(seen.sort()).toEqual(['github b', 'slack a', 'slack before the start']);
});

test('a slow arrival does not hold up the next', async () => {
  const inbox = createFakeInbox();
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const slack = async ({ key }: Taken) => {
    if (key === 'slow') await gate.promise;
    seen.push(key);
  };
  const relay = createRelay({ inbox, handlers: { slack, github: slack }, log: readableLog() });
  relay.start();
  await inbox.accept(arrival('slow'));
  await inbox.accept(arrival('quick'));
  await eventually('the quick one is handled', () => seen.includes('quick'));
  gate.resolve();
  await relay.stop();
  expect(seen).toEqual(['quick', 'slow']);
});

test('what fails is logged and tried again by the inbox', async () => {
  const inbox = createFakeInbox();
  const log = readableLog();
  let tries = 0;
  const slack = async () => {
    if (tries++ === 0) throw new Error('not yet');
  };
  const relay = createRelay({ inbox, handlers: { slack, github: slack }, log });
  relay.start();
  await inbox.accept(arrival('a'));
  await eventually('it was tried again', () => tries === 2);
  await relay.stop();
  expect(log.lines.some(({ message }) => message.includes('could not be handled'))).toBe(true);
});

test('who waits for an acknowledgement goes first: nothing is taken during a rush', async () => {
  const inbox = createFakeInbox();
  const rush = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const seen: string[] = [];
  const slack = async ({ key }: Taken) => void seen.push(key);
  const calm = () => {
    asked.resolve();
    return rush.promise;
  };
  const relay = createRelay({ inbox: { ...inbox, calm }, handlers: { slack, github: slack }, log: readableLog() });
  relay.start();
  await inbox.accept(arrival('a'));
  await asked.promise;
  expect(seen).toEqual([]);
  rush.resolve();
  await eventually('it is handled', () => seen.length === 1);
  await relay.stop();
});

test('an arrival is looked for once, and a batch that was full is not the last', async () => {
  const inbox = createFakeInbox();
  let looks = 0;
  const take: typeof inbox.take = (limit, handle) => {
    looks += 1;
    return inbox.take(limit, handle);
  };
  let handled = 0;
  const slack = async () => void handled++;
  const relay = createRelay({
    inbox: { ...inbox, take },
    handlers: { slack, github: slack },
    log: readableLog(),
    batchSize: 2,
  });
  relay.start();
  await eventually('it has looked at its start', () => looks === 1);
  await inbox.accept(arrival('a'));
  await eventually('it is handled', () => handled === 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(looks).toBe(2);
  await Promise.all(['b', 'c', 'd'].map((key) => inbox.accept(arrival(key))));
  await eventually('all are handled', () => handled === 4);
  await relay.stop();
});

test('what arrives while a batch is handled does not wait for its end', async () => {
  const inbox = createFakeInbox();
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const slack = async ({ key }: Taken) => {
    seen.push(key);
    if (key === 'slow') await gate.promise;
  };
  // It arrives when the batch was chosen and before the first of it is handled.
  const take: typeof inbox.take = async (limit, handle) => {
    const taken = inbox.take(limit, async (one) => {
      if (one.key === 'slow') await inbox.accept(arrival('meanwhile'));
      await handle(one);
    });
    return taken;
  };
  const relay = createRelay({ inbox: { ...inbox, take }, handlers: { slack, github: slack }, log: readableLog() });
  relay.start();
  await inbox.accept(arrival('slow'));
  await eventually('the other is handled', () => seen.includes('meanwhile'));
  gate.resolve();
  await relay.stop();
});

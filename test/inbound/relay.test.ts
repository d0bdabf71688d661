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

import { expect, test } from 'vitest';
import type { Bot, BotStatus } from '../../sandbox/bot.ts';
import { balance, type Replica } from '../../sandbox/replicas.ts';

/** Three replicas of which each is in the state that is given. */
function three(...statuses: BotStatus[]): Replica[] {
  const bot = (status: BotStatus): Bot => ({
    status,
    pid: null,
    settings: {},
    start: async () => {},
    kill: async () => {},
    freeze: async () => {},
    wake: async () => {},
    stop: async () => {},
    ready: async () => status === 'ready',
    whenReady: async () => status === 'ready',
    log: async () => [],
    onChange: () => () => {},
  });
  return statuses.map((status, index) => ({
    number: index + 1,
    bot: bot(status),
    url: `http://${index + 1}`,
    port: index + 1,
    env: {},
  }));
}

const fourOf = (replicas: Replica[]) => {
  const { next } = balance(replicas, '/hook');
  return [next(), next(), next(), next()];
};

test('deliveries go to the replicas in turn', () => {
  expect(fourOf(three('ready', 'ready', 'ready'))).toEqual([
    'http://1/hook',
    'http://2/hook',
    'http://3/hook',
    'http://1/hook',
  ]);
});

test('one that is not ready is left out', () => {
  expect(new Set(fourOf(three('frozen', 'ready', 'stopped')))).toEqual(new Set(['http://2/hook']));
});

test('while none is ready they go somewhere all the same, and fail', () => {
  expect(new Set(fourOf(three('stopped', 'stopped', 'starting'))).size).toBe(3);
});

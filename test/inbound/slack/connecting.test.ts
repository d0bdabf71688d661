import { SocketModeReceiver } from '@slack/bolt';
import { expect, test } from 'vitest';
import { keepConnecting } from '../../../src/inbound/slack/connecting.ts';
import { readableLog } from '../../adapters/slack/at-slack.ts';

/** Bolt's receiver and client as they are, without a network: what the connection does is told by hand. */
function connected() {
  const receiver = new SocketModeReceiver({ appToken: 'xapp-1', autoReconnectEnabled: false });
  const connection = { isActive: () => active, disconnect: () => {} };
  let active = true;
  let starts = 0;
  Object.assign(receiver.client, { websocket: connection });
  Object.assign(receiver, {
    async start() {
      starts += 1;
      active = true;
      receiver.client.emit('connected');
    },
  });
  const kept = keepConnecting(receiver, readableLog());
  kept.start();
  return {
    kept,
    starts: () => starts,
    /** A connection is over: this one, or one before it of which that is noticed late. */
    closes(which: 'this' | 'an earlier') {
      active = which !== 'this';
      receiver.client.emit('close');
    },
  };
}

test('it is open again after its connection was closed', async () => {
  const { kept, starts, closes } = connected();
  await expect.poll(kept.open).toBe(true);
  closes('this');
  expect(kept.open()).toBe(false);
  await expect.poll(kept.open).toBe(true);
  expect(starts()).toBe(2);
  await kept.stop();
});

test('that an earlier connection is over is no news, however late it is noticed', async () => {
  const { kept, starts, closes } = connected();
  await expect.poll(kept.open).toBe(true);
  closes('an earlier');
  expect(kept.open()).toBe(true);
  expect(starts()).toBe(1);
  await kept.stop();
});

import type { SocketModeReceiver } from '@slack/bolt';
import type { Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';
import type { Log } from '../../ports/log.ts';
import { within } from './opening.ts';

const firstRest: Millis = second / 4;
const longestRest: Millis = 10 * second;
/** For the address, the connection and Slack's greeting together. */
const patience: Millis = 20 * second;

/**
 * Keeps Socket Mode connected. The client's own reconnecting is off: it rests five seconds and more before each try, and after some
 * errors it ends with an unhandled rejection and never connects again.
 */
export function keepConnecting(receiver: SocketModeReceiver, log: Log) {
  const { client } = receiver;
  let open = false;
  let stopped = false;
  let wake = () => {};
  let ended: Promise<void> | null = null;
  client.on('connected', () => {
    open = true;
  });
  // Not `close`: that of an earlier connection may come half a minute late, and with its own the client says `disconnected`.
  for (const event of ['disconnected', 'disconnecting']) {
    client.on(event, () => {
      open = false;
    });
  }

  async function keep(): Promise<void> {
    for (let tries = 0; !stopped; tries++) {
      try {
        const closed = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
        const started = receiver.start();
        started.catch(() => {});
        if ((await within(started, patience)) === 'late') {
          void client.disconnect();
          throw new Error('there was no greeting in time');
        }
        log.info({}, 'connected with slack');
        tries = 0;
        await closed;
        if (!stopped) log.info({}, 'the connection with slack was closed; it is opened again');
      } catch (error) {
        if (!stopped) log.error({ err: error, tries }, 'slack could not be reached by socket mode; it is tried again');
      }
      if (!stopped) await rest(Math.min(longestRest, firstRest * 2 ** Math.min(tries, 8)));
    }
  }

  function rest(length: Millis): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, length);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    open: () => open,
    start(): void {
      ended ??= keep();
    },
    async stop(): Promise<void> {
      stopped = true;
      wake();
      await within(client.disconnect(), second);
      open = false;
      if (ended) await within(ended, second);
    },
  };
}

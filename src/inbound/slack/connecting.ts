import type { SocketModeReceiver } from '@slack/bolt';
import type { Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';
import type { Log } from '../../ports/log.ts';

const longestRest: Millis = 30 * second;

/** Socket Mode's connection: opened in the background, reopened by its client, and tried again when it could not be opened at all. */
export function keepConnecting(receiver: SocketModeReceiver, log: Log) {
  let open = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  receiver.client.on('connected', () => {
    open = true;
    log.info({}, 'connected with slack');
  });
  for (const event of ['disconnected', 'reconnecting', 'disconnecting', 'close']) {
    receiver.client.on(event, () => {
      if (open && !stopped) log.info({ event }, 'the connection with slack is interrupted');
      open = false;
    });
  }

  async function connect(tries: number): Promise<void> {
    try {
      await receiver.start();
    } catch (error) {
      if (stopped) return;
      const rest = Math.min(longestRest, second * 2 ** Math.min(tries, 6));
      log.error({ err: error, rest }, 'slack could not be reached by socket mode; it is tried again');
      timer = setTimeout(() => void connect(tries + 1), rest);
    }
  }

  return {
    open: () => open,
    start(): void {
      void connect(0);
    },
    async stop(): Promise<void> {
      stopped = true;
      open = false;
      if (timer) clearTimeout(timer);
      await receiver.stop().catch((error: unknown) => log.warn({ err: error }, 'the connection did not end cleanly'));
    },
  };
}

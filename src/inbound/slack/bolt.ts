import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, Receiver } from '@slack/bolt';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Instant, Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';
import type { Log } from '../../ports/log.ts';
import { keepConnecting } from './connecting.ts';
import type { Ack } from './door-parts.ts';
import type { Doors } from './doors.ts';
import { createHttpDoor } from './http-door.ts';
import { InFlight } from './in-flight.ts';

export interface SlackInboundParts {
  settings:
    | { mode: 'socket'; appToken: string; apiUrl: string | null }
    | { mode: 'http'; signingSecret: string; apiUrl: string | null };
  doors: Doors;
  log: Log;
  /** Real time. */
  now: () => Instant;
}

export interface SlackInbound {
  /** Begins to take in; Socket Mode goes on trying to connect until it succeeds. */
  start(): void;
  /** Waits for what is being taken in, then takes no more, then waits for what goes on after an acknowledgement. */
  stop(): Promise<void>;
  mode: 'socket' | 'http';
  /** Whether Slack can reach us now, as far as we see. */
  open(): boolean;
  /** For `/slack/events`; null in Socket Mode. */
  listener: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null;
}

const patience: Millis = 3 * second;

/** Bolt, its receiver and its listeners. Slack is not called until `start`. */
export function createSlackInbound(parts: SlackInboundParts): SlackInbound {
  const { settings, doors, log } = parts;
  const logger = boltLogger(log);
  const flight = new InFlight();
  const way = settings.mode === 'socket' ? socketWay(settings, logger, log) : httpWay(settings, logger, parts);
  listen(way.receiver, logger, doors, flight, log);
  return {
    mode: settings.mode,
    listener: way.listener,
    open: way.open,
    start: way.start,
    async stop() {
      // What is not acknowledged yet still needs the connection.
      await flight.empty(patience);
      await way.stop();
      await flight.empty(patience);
    },
  };
}

function listen(receiver: Receiver, logger: Logger, doors: Doors, flight: InFlight, log: Log): void {
  // Nothing is asked of Slack for an event: who acted is found out by us, and Bolt's own client is not used.
  const app = new App({
    receiver,
    logger,
    logLevel: LogLevel.ERROR,
    authorize: async () => ({}),
    convoStore: false,
    ignoreSelf: false,
  });
  app.error(async (error) => log.error({ err: error }, 'a listener of slack failed'));
  app.command(/.*/, ({ body, ack }) => flight.run(() => doors.command(body, asAck(ack))));
  app.action(/.*/, ({ body, ack }) => flight.run(() => doors.action(body, asAck(ack))));
  app.view(/.*/, ({ body, ack }) => flight.run(() => doors.submission(body, asAck(ack))));
  app.options(/.*/, ({ body, ack }) => flight.run(() => doors.suggestion(body, asAck(ack))));
  app.event('app_home_opened', ({ body }) => flight.run(() => doors.event(body)));
  app.event('subteam_members_changed', ({ body }) => flight.run(() => doors.people(body)));
  app.event('subteam_updated', ({ body }) => flight.run(() => doors.people(body)));
  app.event('user_change', ({ body }) => flight.run(() => doors.people(body)));
}

/** Each door answers in the shape of its own payload; Bolt's types know only the union of all. */
function asAck(ack: unknown): Ack {
  return async (answer) => {
    if (typeof ack === 'function') await (answer === undefined ? ack() : ack(answer));
  };
}

interface Way {
  receiver: Receiver;
  listener: SlackInbound['listener'];
  open(): boolean;
  start(): void;
  stop(): Promise<void>;
}

function socketWay(settings: { appToken: string; apiUrl: string | null }, logger: Logger, log: Log): Way {
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    logger,
    logLevel: LogLevel.ERROR,
    // Only these options reach the client that asks where to connect.
    installerOptions: {
      clientOptions: {
        ...(settings.apiUrl === null ? {} : { slackApiUrl: settings.apiUrl }),
        retryConfig: { retries: 0 },
        timeout: 10 * second,
      },
    },
    autoReconnectEnabled: false,
  });
  const connection = keepConnecting(receiver, log);
  return { receiver, listener: null, ...connection };
}

function httpWay(settings: { signingSecret: string }, logger: Logger, parts: SlackInboundParts): Way {
  const receiver = new HTTPReceiver({
    signingSecret: settings.signingSecret,
    // Our own door has verified the signature over the same bytes.
    signatureVerification: false,
    endpoints: ['/slack/events'],
    logger,
    logLevel: LogLevel.ERROR,
  });
  let open = false;
  return {
    receiver,
    listener: createHttpDoor({
      secret: settings.signingSecret,
      listener: receiver.requestListener,
      now: parts.now,
      log: parts.log,
    }),
    open: () => open,
    start() {
      open = true;
    },
    async stop() {
      open = false;
    },
  };
}

function boltLogger(log: Log): Logger {
  const words = (said: unknown[]) => ({ said: said.map(String).join(' ').slice(0, 2_000) });
  return {
    debug: () => {},
    info: () => {},
    warn: (...said) => log.debug(words(said), 'bolt warns'),
    error: (...said) => log.warn(words(said), 'bolt reports an error'),
    setLevel: () => {},
    getLevel: () => LogLevel.ERROR,
    setName: () => {},
  };
}

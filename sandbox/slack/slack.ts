import type { SlackSimulation, WorldParts, WorldPerson } from '../contract.ts';
import { listen, shut } from '../loopback.ts';
import { apiMethods } from './api/api-methods.ts';
import { Faults } from './api/faults.ts';
import { RateLimits } from './api/rate-limits.ts';
import { Delivery } from './delivery/delivery.ts';
import { emitEvent } from './delivery/events.ts';
import { SocketMode } from './delivery/socket-mode.ts';
import { readManifest } from './manifest.ts';
import { offeredOptions } from './people/ask-options.ts';
import { closeForm } from './people/close-form.ts';
import { personOf, type Stage } from './people/interaction.ts';
import { lookHome } from './people/look-home.ts';
import { press } from './people/press-control.ts';
import { Retold } from './people/retold.ts';
import { runCommand } from './people/run-command.ts';
import { sayMessage } from './people/say-message.ts';
import { seenMessages } from './people/seen-messages.ts';
import { submitForm } from './people/submit-form.ts';
import { createApiServer } from './server.ts';
import { viewJson } from './state/make-view.ts';
import { directoryOf, setGroup, setPerson } from './state/members.ts';
import { createWorkspace } from './state/workspace.ts';

export interface SlackOptions {
  /** TCP port on loopback; a free one by default. */
  port?: number;
  /** An app manifest: the path of a YAML or JSON file, or the parsed object. */
  manifest: unknown;
  channels: readonly string[];
  /** Those of the channels that the bot has not joined yet. */
  botOutside?: readonly string[];
  /** Handle → name of user groups; those that people belong to are there in any case. */
  groups?: Readonly<Record<string, string>>;
  /** Slack's rate limits, in real time; on by default. */
  rateLimits?: boolean;
  /** Real time in ms since the epoch, for triggers, response URLs, rate limits and signatures. */
  realNow?: () => number;
  /** Real milliseconds that the bot has to acknowledge; Slack gives three seconds. */
  ackTimeoutMs?: number;
  /** Real milliseconds between two pings of a Socket Mode connection; it is cut when two stay unanswered. */
  pingEveryMs?: number;
}

/** What this Slack can do beyond the contract; for tests and scenarios that want it. */
export interface SlackWorkspace extends SlackSimulation {
  /** Makes somebody a guest or a member, or closes their account; the bot hears `user_change`. */
  setPerson(handle: string, change: { kind?: WorldPerson['kind']; email?: string; deactivated?: boolean }): void;
  /** Asks every Socket Mode connection to come back on a new one, as Slack does every few hours. */
  refreshConnections(): void;
  /** Socket Mode connections that are open. */
  readonly connections: number;
  /** Cuts every Socket Mode connection without a word, as a broken network does. */
  cutConnections(): void;
  /** Calls that no route of this Slack answers, such as `POST /api/chat.unfurl`. */
  readonly unknownRoutes: readonly string[];
  /** Addresses that people opened with a button. */
  readonly openedUrls: readonly { handle: string; url: string }[];
}

/**
 * Starts a Slack workspace with one app in it, on loopback.
 * @throws when the manifest cannot be read or the port is taken
 */
export async function createSlack(parts: WorldParts, options: SlackOptions): Promise<SlackWorkspace> {
  const { clock, ids, people, traffic } = parts;
  const { realNow = Date.now, ackTimeoutMs = 3_000, pingEveryMs, rateLimits = true } = options;
  const listeners = new Set<(what: string) => void>();
  const changed = (what: string) => {
    for (const listener of [...listeners]) listener(what);
  };
  const workspace = createWorkspace({
    clock,
    ids,
    people,
    realNow,
    changed,
    manifest: readManifest(options.manifest),
    channels: options.channels,
    botOutside: options.botOutside ?? [],
    groups: options.groups ?? {},
    emit: (event, subscription) => emitEvent(workspace, delivery, event, subscription),
  });
  const signingSecret = ids.guid().replaceAll('-', '');
  const tokens = { bot: `xoxb-sandbox-${ids.guid()}`, app: `xapp-sandbox-${ids.guid()}` };
  const socket = new SocketMode({
    appId: workspace.app.id,
    ackTimeoutMs,
    pingEveryMs,
    changed: () => changed('connection'),
  });
  const delivery = new Delivery({ socket, traffic, signingSecret, ackTimeoutMs, realNow, guid: () => ids.guid() });
  const faults = new Faults();
  const unknownRoutes: string[] = [];
  const methods = apiMethods({
    connect: () => {
      const ticket = ids.guid();
      socket.admit(ticket);
      return `${origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${workspace.app.id}`;
    },
    uploadUrl: (fileId) => `${origin}/upload/${fileId}`,
  });
  const limits = rateLimits ? new RateLimits(realNow) : undefined;
  const server = createApiServer({ workspace, methods, tokens, limits, unknownRoutes, faults, traffic });
  server.on('upgrade', (request, stream, head) => socket.upgrade(request, stream, head));
  const origin = await listen(server, options.port ?? 0);
  const retold = new Retold(delivery);
  const stage: Stage = { workspace, delivery, origin, tell: (envelope, after) => retold.tell(envelope, after) };

  return {
    apiUrl: `${origin}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    limited: rateLimits,
    methods: [...methods.keys()],
    unknownRoutes,
    openedUrls: workspace.openedUrls,
    get connections() {
      return socket.connections;
    },
    get connected() {
      return socket.connections > 0;
    },
    deliverTo: (url) => delivery.toUrl(url),
    command: (handle, input) => runCommand(stage, handle, input),
    press: (handle, target, control) => press(stage, handle, target, control),
    submit: (handle, input) => submitForm(stage, handle, input),
    closeView: (handle, view) => closeForm(stage, handle, view),
    openView: (handle) => {
      const person = personOf(workspace, handle);
      const view = person && workspace.views.top(person.slackId);
      return view ? viewJson(workspace, view) : null;
    },
    options: (handle, input) => offeredOptions(stage, handle, input),
    home: (handle) => lookHome(stage, handle),
    publishedHome: (handle) => {
      const person = personOf(workspace, handle);
      const view = person && workspace.views.home(person.slackId);
      return view ? viewJson(workspace, view) : null;
    },
    say: (handle, input) => sayMessage(workspace, handle, input),
    messages: (channel, as) => seenMessages(workspace, origin, channel, as),
    directory: () => directoryOf(workspace),
    setGroupMembers: (group, handles) => setGroup(workspace, group, handles),
    setPerson: (handle, change) => setPerson(workspace, handle, change),
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    redeliverLast: () => retold.again(),
    refreshConnections: () => socket.refresh(),
    cutConnections: () => socket.cut(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      delivery.close();
      await socket.close();
      await shut(server);
    },
  };
}

import type { Call, Reply } from '../../command.ts';
import type { Notice } from '../../model/notice.ts';
import type { Acted } from './calls.ts';
import type { Ack, DoorParts } from './door-parts.ts';
import { createFormDoors } from './form-doors.ts';
import { openForm } from './opening.ts';
import type { ActionPayload } from './payloads.ts';
import { actionPayload, commandPayload, homeOpened, peopleChanged } from './payloads.ts';
import { Presses } from './presses.ts';
import { longestText, readTyped } from './text.ts';

/**
 * What Slack's listeners call. Each resolves when everything it began is done; it acknowledges earlier, as soon as what was asked
 * for is stored. When that fails it does not acknowledge, and Slack tells the person.
 */
export interface Doors {
  command(body: unknown, ack: Ack): Promise<void>;
  action(body: unknown, ack: Ack): Promise<void>;
  submission(body: unknown, ack: Ack): Promise<void>;
  suggestion(body: unknown, ack: Ack): Promise<void>;
  event(body: unknown): Promise<void>;
  /** Nothing is stored: it is said again soon by how briefly answers are kept. */
  people(body: unknown): Promise<void>;
}

export function createDoors(parts: DoorParts): Doors {
  const { commands, inbox, buttons, chat, clock } = parts;
  const presses = new Presses(parts.now);
  const formKinds = new Set(
    commands.flatMap(({ buttons: own }) =>
      Object.entries(own ?? {})
        .filter(([, button]) => button.opensForm)
        .map(([kind]) => kind),
    ),
  );
  const accept = (kind: string, key: string, body: unknown) =>
    inbox.accept({ source: 'slack', kind, key, body: Buffer.from(JSON.stringify(body)) });
  const formDoors = createFormDoors(parts, accept);
  const tellWho = (acted: Acted) => (notice: Notice) =>
    chat.whisper({
      key: acted.trigger,
      person: acted.user,
      channel: acted.channel.id,
      responseUrl: acted.responseUrl,
      notice,
    });

  async function press(payload: ActionPayload, ack: Ack): Promise<void> {
    const [action] = payload.actions;
    if (!action) return ack();
    const button = /^qd:(.{1,250})$/.exec(action.action_id)?.[1];
    const begins = /^begin:(\/[a-z0-9_-]+)$/.exec(action.action_id)?.[1];
    // Links are pressed too; there is nothing to do for them.
    if (!button && !begins) return ack();
    const { key, again } = presses.name({
      user: payload.user.id,
      button: action.action_id,
      actionTs: action.action_ts || payload.trigger_id,
    });
    const acted: Acted = {
      user: payload.user.id,
      // On the Home tab there is no channel; answers go to the person directly.
      channel: { id: payload.channel?.id ?? payload.user.id, name: payload.channel?.name ?? null },
      responseUrl: payload.response_url ?? null,
      trigger: key,
      asked: clock.now(),
    };
    if (begins || formKinds.has(action.value ?? '')) {
      if (again) return ack();
      const { rest } = await openForm(
        parts,
        payload.trigger_id,
        () => parts.call(acted),
        async (call) => {
          if (begins) return runEmpty(begins, call);
          const found = await buttons.find(button ?? '');
          const handler = commands.map(({ buttons: own }) => (found ? own?.[found.kind] : undefined)).find(Boolean);
          return found && handler ? handler.press(call, found) : gone;
        },
        tellWho(acted),
      );
      await ack();
      return rest;
    }
    const { trigger: _, ...who } = acted;
    await accept('action', key, { ...who, button });
    await ack();
  }

  async function runEmpty(name: string, call: Call) {
    const command = commands.find((candidate) => candidate.name === name);
    return command ? command.run(call, '') : gone;
  }

  return {
    submission: formDoors.submission,
    suggestion: formDoors.suggestion,

    async command(body, ack) {
      const payload = commandPayload.parse(body);
      const acted: Acted = {
        user: payload.user_id,
        channel: { id: payload.channel_id, name: payload.channel_name ?? null },
        responseUrl: payload.response_url ?? null,
        trigger: `command:${payload.trigger_id}`,
        asked: clock.now(),
      };
      const command = commands.find(({ name }) => name === payload.command);
      const typed = readTyped(payload.text);
      if (command?.opensForm && 'text' in typed && command.opensForm(typed.text)) {
        const make = (call: Call) => command.run(call, typed.text);
        const { rest } = await openForm(parts, payload.trigger_id, () => parts.call(acted), make, tellWho(acted));
        await ack();
        return rest;
      }
      const { trigger, ...who } = acted;
      await accept('command', trigger, {
        ...who,
        command: payload.command,
        // What is too long is not read; its beginning is kept for the log.
        text: payload.text.slice(0, longestText * 2),
        length: payload.text.length,
      });
      await ack();
    },

    async action(body, ack) {
      const payload = actionPayload.parse(body);
      if (payload.view && /^field:/.test(payload.actions[0]?.block_id ?? '')) {
        return formDoors.refresh(payload, ack);
      }
      return press(payload, ack);
    },

    async people(body) {
      const { event } = peopleChanged.parse(body);
      await parts.news.tell('user' in event ? event.user.id : 'groups');
    },

    async event(body) {
      const { event, event_id: eventId } = homeOpened.parse(body);
      if (event.tab !== undefined && event.tab !== 'home') return;
      await accept('home', `home:${eventId ?? `${event.user}:${event.event_ts ?? parts.now()}`}`, { user: event.user });
    },
  };
}

const gone: Reply = {
  kind: 'notice',
  notice: {
    kind: 'text',
    tone: 'warning',
    title: 'That button is over',
    lines: ['What it belonged to is no longer known. Its message in the channel may show where things stand.'],
  },
};

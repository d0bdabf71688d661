import type { Call, Command, Reply } from '../../command.ts';
import { nearest } from '../../model/nearest.ts';
import type { Notice } from '../../model/notice.ts';
import type { Millis } from '../../model/time.ts';
import { minute } from '../../model/time.ts';
import type { Buttons } from '../../ports/buttons.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Taken } from '../../ports/inbox.ts';
import type { Log } from '../../ports/log.ts';
import type { Acted } from './calls.ts';
import { notAMember } from './calls.ts';
import { stored } from './payloads.ts';
import { afterFault } from './retrying.ts';
import { mentionedIn, readTyped } from './text.ts';

export interface HandlingParts {
  commands: readonly Command[];
  call: (acted: Acted) => Promise<Call>;
  buttons: Pick<Buttons, 'find'>;
  chat: Pick<Chat, 'whisper'>;
  /** Shows the Home tab to a person. */
  showHome: (user: string) => Promise<void>;
  log: Log;
}

/** What somebody asked for before an outage is not what they want after it; they are told instead. */
const tooLate: Millis = 15 * minute;
const late: Notice = {
  kind: 'text',
  tone: 'warning',
  title: 'That came too late to act on',
  lines: [
    'Quarterdeck was away when you asked, and so much has passed since that it did nothing. Ask again if you still want it.',
  ],
};

type Act = (call: Call) => Promise<Reply>;

/**
 * Handles what Slack's doors stored. It throws when it should be tried again; every other failure is told to whoever acted. Trying
 * again is harmless: what is started and said derives its id from the arrival's key.
 */
export function createSlackHandling(parts: HandlingParts): (taken: Taken) => Promise<void> {
  const { commands, buttons, chat, log } = parts;

  async function run(taken: Taken, acted: Acted, act: Act): Promise<void> {
    const tell = (notice: Notice, part = '') =>
      chat.whisper({
        key: `${taken.key}${part}`,
        person: acted.user,
        channel: acted.channel.id,
        responseUrl: acted.responseUrl,
        notice,
      });
    try {
      if (taken.age > tooLate) {
        log.warn({ kind: taken.kind, key: taken.key, age: taken.age }, 'an action of a person came too late');
        await tell(late);
        return;
      }
      const call = await parts.call(acted);
      const why = notAMember(call.person);
      const reply: Reply = why ? say('Not for you', [why]) : await act(call);
      const notice = noticeOf(reply);
      if (notice) await tell(notice);
    } catch (error) {
      const next = afterFault(error, taken.tries);
      log[next.again ? 'warn' : 'error'](
        { err: error, kind: taken.kind, key: taken.key, tries: taken.tries, again: next.again },
        'an action of a person failed',
      );
      if (next.tell) await tell(next.tell, next.again ? ':delayed' : ':failed');
      if (next.again) throw error;
    }
  }

  return async (taken) => {
    const body: unknown = JSON.parse(taken.body.toString('utf8'));
    switch (taken.kind) {
      case 'command': {
        const { command, text, length, ...who } = stored.command.parse(body);
        return run(taken, { ...who, trigger: taken.key }, (call) => typed(commands, call, command, text, length));
      }
      case 'action': {
        const { button, ...who } = stored.action.parse(body);
        return run(taken, { ...who, trigger: taken.key }, async (call) => {
          const action = await buttons.find(button);
          if (!action) return say('That button is not known', ['It may belong to another installation of the bot.']);
          const handler = commands.map(({ buttons: own }) => own?.[action.kind]).find(Boolean);
          return handler ? handler.press(call, action) : say('That button does nothing any more', []);
        });
      }
      case 'submission': {
        const { command, form, context, values, ...who } = stored.submission.parse(body);
        return run(taken, { ...who, trigger: taken.key }, async (call) => {
          const handler = commands.find(({ name }) => name === command)?.forms?.[form];
          return handler ? handler.submit(call, context, values) : say('This form is no longer known', []);
        });
      }
      case 'home':
        return parts.showHome(stored.home.parse(body).user);
      default:
        log.warn({ kind: taken.kind }, 'an arrival of an unknown kind was left alone');
    }
  };
}

async function typed(commands: readonly Command[], call: Call, name: string, raw: string, length: number) {
  const text = readTyped(raw, length);
  if ('refused' in text) return say(`That ${name.slice(0, 40)} could not be read`, [text.refused]);
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command.run({ ...call, mentioned: mentionedIn(raw) }, text.text);
  const names = commands.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  return say(`There is no command ${name.slice(0, 40)}`, [
    meant ? `Did you mean ${meant}?` : '',
    `Quarterdeck knows ${names.join(', ')}. /quarterdeck help shows examples.`,
  ]);
}

/** What the person reads; null when what was started speaks for itself. */
function noticeOf(reply: Reply): Notice | null {
  switch (reply.kind) {
    case 'notice':
      return reply.notice;
    case 'form-errors':
      return { kind: 'text', tone: 'error', title: 'The form was not taken', lines: Object.values(reply.errors) };
    case 'form':
      return {
        kind: 'text',
        tone: 'warning',
        title: `"${reply.form.title}" needs a form`,
        lines: [`It can only be opened at once. Type ${reply.form.command} without anything after it.`],
      };
    case 'started':
      return null;
  }
}

function say(title: string, lines: string[]): Reply {
  return { kind: 'notice', notice: { kind: 'text', tone: 'error', title, lines } };
}

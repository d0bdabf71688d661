import { onTestFinished } from 'vitest';
import type { Ask, Call, Command, Do, Reply, Start } from '../../../src/command.ts';
import { createHttpServer } from '../../../src/inbound/http/server.ts';
import { createRelay } from '../../../src/inbound/relay.ts';
import { createSlackInbound } from '../../../src/inbound/slack/bolt.ts';
import { createCalls } from '../../../src/inbound/slack/calls.ts';
import { createDoors } from '../../../src/inbound/slack/doors.ts';
import { createSlackHandling } from '../../../src/inbound/slack/handle.ts';
import { createHome } from '../../../src/inbound/slack/home.ts';
import type { Field, Form } from '../../../src/model/form.ts';
import type { Tone } from '../../../src/model/notice.ts';
import { atSlack, eventually } from '../../adapters/slack/at-slack.ts';
import { board, catalog, now } from '../../builders.ts';
import { createFakeButtons } from '../../fakes/buttons.ts';
import { createFakeCatalogs } from '../../fakes/catalogs.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeForms } from '../../fakes/forms.ts';
import { createFakeInbox } from '../../fakes/inbox.ts';
import { createFakePeopleNews } from '../../fakes/people-news.ts';

export function say(title: string, lines: string[] = [], tone: Tone = 'info'): Reply {
  return { kind: 'notice', notice: { kind: 'text', tone, title, lines } };
}

const field = { hint: null, optional: false, refreshes: false };

/** A form whose second field depends on the first. */
export function formFor(service: string): Form {
  const fields: Field[] = [
    {
      ...field,
      kind: 'choice',
      name: 'service',
      label: 'Service',
      refreshes: true,
      options: ['api', 'worker'].map((value) => ({ value, label: value })),
      initial: service,
    },
    { ...field, kind: 'search', name: 'ref', label: `Ref of ${service}`, optional: true, initial: null },
    { ...field, kind: 'text', name: 'reason', label: 'Reason', multiline: false, maxLength: 100, initial: null },
  ];
  return {
    name: 'deploy',
    command: '/deploy',
    title: 'Deploy',
    submit: 'Deploy',
    intro: [],
    fields,
    context: { of: service },
  };
}

/** What was done, in order, and what should go wrong. */
export interface Script {
  done: string[];
  run?: (text: string, call: Call) => Promise<Reply>;
  build?: () => Promise<void>;
}

function commandsOf(script: Script): Command[] {
  return [
    {
      name: '/deploy',
      summary: 'Deploy something',
      hint: '',
      usage: [],
      opensForm: (text) => text === '',
      async run(call, text) {
        script.done.push(`${call.trigger.split(':')[0]} ${call.person.name}: ${text}`);
        if (text === '') {
          await script.build?.();
          return { kind: 'form', form: formFor('api') };
        }
        return script.run ? script.run(text, call) : say(`You said ${text}`);
      },
      buttons: {
        cancel: {
          opensForm: false,
          async press(call) {
            script.done.push(`cancel by ${call.person.name}`);
            return say('Cancelled');
          },
        },
        reject: { opensForm: true, press: async () => ({ kind: 'form', form: formFor('worker') }) },
      },
      forms: {
        deploy: {
          refresh: async (_call, _context, values) => formFor(values.service ?? 'api'),
          suggest: async (_call, context, name, query) => [
            { value: `${query}-1`, label: `${context.of} ${name} ${query}` },
          ],
          check: async (_call, _context, values) => (values.reason === 'bad' ? { reason: 'That is no reason.' } : null),
          async submit(call, context, values) {
            script.done.push(`submitted ${context.of} by ${call.person.name}: ${JSON.stringify(values)}`);
            return say('Taken');
          },
        },
      },
    },
    { name: '/deploys', summary: 'What runs', hint: '', usage: [], run: async () => say('Nothing runs') },
  ];
}

/** Slack's doors, the relay and the courier, connected as the product connects them, with commands of the test. */
export async function startBot(options: { mode?: 'socket' | 'http' } = {}) {
  const world = await atSlack();
  const { slack, ours, chat, courier, log } = world;
  const script: Script = { done: [] };
  const commands = commandsOf(script);
  const clock = createFakeClock(now);
  const inbox = createFakeInbox();
  const buttons = createFakeButtons();
  const forms = createFakeForms(clock);
  const catalogs = createFakeCatalogs(catalog());
  const none = async (): Promise<never> => {
    throw new Error('these tests start nothing');
  };
  const start: Start = {
    deploy: none,
    rerun: none,
    vote: none,
    cancel: none,
    steer: none,
    settleDispatch: none,
    answerWatch: none,
    reviewGlass: none,
    checks: none,
    validateChange: none,
    backup: none,
    rollback: none,
    restoreDatabase: none,
  };
  const act: Do = {
    people: { linkGitHub: none, unlinkGitHub: none, delegate: none, endDelegation: none, mute: none, unmute: none },
    askReviewers: none,
    releaseQuarantine: none,
    lock: none,
    unlock: none,
    extendLock: none,
    giveLock: none,
    stealLock: none,
    waitForLock: none,
    leaveLockQueue: none,
    takeLockTurn: none,
    askForLock: none,
  };
  const ask: Ask = {
    membership: async (user) => ours.people.membership(user, catalog().roles),
    linkedBy: none,
    deployment: none,
    board: async () => board(),
    why: none,
    refs: none,
    rollouts: none,
    versions: none,
    workflowFile: none,
    delegations: none,
    mutes: none,
    doctor: none,
    audit: { page: none, entry: none, prove: none },
    changes: { find: none, show: none, list: none, timeProblem: none },
    commands: () => [],
  };
  const call = createCalls({ people: ours.people, catalogs, clock, start, ask, do: act });
  const { surface } = ours;
  const news = createFakePeopleNews();
  const doors = createDoors({ news, commands, inbox, buttons, forms, chat, surface, call, log, clock, now: Date.now });
  const settings =
    options.mode === 'http'
      ? { mode: 'http' as const, signingSecret: slack.signingSecret, apiUrl: slack.apiUrl }
      : { mode: 'socket' as const, appToken: slack.appToken, apiUrl: slack.apiUrl };
  const inbound = createSlackInbound({ settings, doors, log, now: Date.now });
  const showHome = createHome({ commands, people: ours.people, ask, surface: ours.surface });
  const relay = createRelay({
    inbox,
    handlers: { slack: createSlackHandling({ commands, call, buttons, chat, showHome, log }), github: none },
    log,
  });
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    readiness: [{ name: 'slack', check: () => (inbound.open() ? null : 'not connected') }],
    metrics: { contentType: 'text/plain', metrics: async () => 'up 1\n' },
    routes: inbound.listener ? { '/slack/events': inbound.listener } : {},
    log,
  });
  const origin = `http://127.0.0.1:${await server.start()}`;
  if (inbound.listener) slack.deliverTo(`${origin}/slack/events`);
  inbound.start();
  relay.start();
  courier.start();
  onTestFinished(async () => {
    await inbound.stop();
    await relay.stop();
    await server.stop();
  });
  await eventually('the bot is connected', () => inbound.open() && (inbound.mode === 'http' || slack.connected));
  return { ...world, script, news, clock, inbox, buttons, forms, inbound, relay, origin };
}

import type { HomeView, KnownBlock, ModalView } from '@slack/types';

export interface Person {
  handle: string;
  name: string;
  slackId: string;
  githubLogin: string;
  title: string;
  kind: 'member' | 'guest' | 'bot' | 'stranger';
}
export interface Channel {
  id: string;
  name: string;
  topic: string;
}
export interface SlashCommand {
  command: string;
  description: string;
  usage_hint: string;
}
export interface Directory {
  channels: Channel[];
  people: Person[];
  groups: { id: string; handle: string; name: string; users: string[] }[];
  commands: SlashCommand[];
  bot: { id: string; name: string };
  example: string;
  repository: string;
}
export interface SharedFile {
  id: string;
  name?: string;
  title?: string;
  size?: number;
  /** Present when the file is text. */
  content?: string;
}
export interface Message {
  ts: string;
  thread_ts?: string;
  author: string;
  text: string;
  blocks: KnownBlock[];
  ephemeral_to?: string;
  edited?: boolean;
  files?: SharedFile[];
  reactions?: { name: string; count: number }[];
}
export type OpenView = Omit<ModalView, 'blocks'> & { id: string; blocks: KnownBlock[] };
export type HomeTab = Omit<HomeView, 'blocks'> & { blocks: KnownBlock[] };

export interface Outcome {
  acked: boolean;
  error?: string;
  message?: string;
  view?: OpenView;
  errors?: Record<string, string>;
}
export type Target = { channel: string; ts: string } | { view: string } | { home: true };
export type Control = ({ button: string } | { control: string; value: unknown }) & { block?: string; action?: string };

export interface Scenario {
  name: string;
  title: string;
  description: string;
  parameters: { properties?: Record<string, ScenarioField> };
  suggestions: Record<string, string[]>;
}
export interface ScenarioField {
  type?: string;
  default?: string | number;
  description?: string;
}
export interface TrafficEntry {
  seq: number;
  at: number;
  world: string;
  direction: 'from-bot' | 'to-bot';
  method: string;
  path: string;
  status: number;
  kind?: string;
  request?: unknown;
  response?: unknown;
}
/** One of the bots' processes. */
export interface Bot {
  /** 1 for the first. */
  replica: number;
  status: string;
}
export interface ClockReading {
  now: number;
  speed: number;
  revision: number;
}
export interface Run {
  id: number;
  workflow: string;
  name: string;
  event: string;
  ref: string;
  sha: string;
  status: string;
  conclusion: string | null;
  attempt: number;
  created_at: string;
  jobs: { id: number; name: string; status: string; conclusion: string | null }[];
  /** Jobs that wait to be let into their environment. `reviewers` are the logins that may decide. */
  waiting: {
    job: string;
    environment: string;
    reviewers: string[];
    until: string | null;
    apps: string[];
    reports: { app: string; comment: string }[];
  }[];
}

/** One that people can run by hand. `options` are empty where anything may be typed. */
export interface Workflow {
  file: string;
  name: string;
  inputs: { name: string; description: string; required: boolean; default: string; options: string[] }[];
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T & { message?: string };
  if (response.status >= 400 && !isOutcome(answer))
    throw new Error(answer?.message ?? `The sandbox answered ${response.status}.`);
  return answer;
}

/** A person's doing that went wrong is still an answer. */
const isOutcome = (answer: unknown) => typeof answer === 'object' && answer !== null && 'acked' in answer;

const person = (handle: string) => `/api/people/${encodeURIComponent(handle)}`;
const search = (values: Record<string, string>) => new URLSearchParams(values).toString();

/** The control API as the page uses it; `../../README.md` documents it. */
export const api = {
  directory: () => ask<Directory>('GET', '/api/directory'),
  messages: (channel: string, as: string) =>
    ask<Message[]>('GET', `/api/channels/${encodeURIComponent(channel)}/messages?${search({ as })}`),
  command: (handle: string, channel: string, text: string) =>
    ask<Outcome>('POST', `${person(handle)}/commands`, { channel, text }),
  press: (handle: string, target: Target, control: Control) =>
    ask<Outcome>('POST', `${person(handle)}/actions`, { ...target, ...control }),
  submit: (handle: string, view: string, values: Record<string, unknown>) =>
    ask<Outcome>('POST', `${person(handle)}/views`, { view, values }),
  close: (handle: string, view: string) =>
    ask<Outcome>('DELETE', `${person(handle)}/views/${encodeURIComponent(view)}`),
  view: (handle: string) => ask<OpenView | null>('GET', `${person(handle)}/views`),
  home: (handle: string) => ask<HomeTab | null>('GET', `${person(handle)}/home`),
  /** What the bot published last, without opening the tab; null when nothing. */
  published: (handle: string) => ask<HomeTab | null>('GET', `${person(handle)}/home?published=1`),
  say: (handle: string, channel: string, text: string, thread?: string) =>
    ask<unknown>('POST', `${person(handle)}/messages`, {
      channel,
      text,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    }),
  options: (handle: string, view: string, label: string, query: string) =>
    ask<unknown>('GET', `${person(handle)}/options?${search({ view, label, query })}`),
  push: (handle: string, body: { branch?: string; tag?: string; message: string }) =>
    ask<{ sha: string; runs: number[] }>('POST', `${person(handle)}/pushes`, body),
  dispatch: (handle: string, body: { workflow: string; ref: string; inputs: Record<string, string> }) =>
    ask<{ run: number }>('POST', `${person(handle)}/dispatches`, body),
  review: (handle: string, body: { run: number; environment: string; approved: boolean; comment: string }) =>
    ask<unknown>('POST', `${person(handle)}/reviews`, body),
  scenarios: () => ask<Scenario[]>('GET', '/api/scenarios'),
  runScenario: (name: string, body: Record<string, unknown>) => ask<unknown>('POST', `/api/scenarios/${name}`, body),
  world: () =>
    ask<{
      runs: Run[];
      workflows: Workflow[];
      repositories: Record<
        string,
        { default_branch: string; branches: Record<string, string>; tags: Record<string, string> }
      >;
    }>('GET', '/api/world'),
  traffic: (since: number) =>
    ask<{ entries: TrafficEntry[]; counts: Record<string, number> }>(
      'GET',
      `/api/traffic?${search({ since: `${since}` })}`,
    ),
  clock: () => ask<ClockReading>('GET', '/api/clock'),
  moveClock: (move: { by: string } | { to: string }) => ask<ClockReading>('POST', '/api/clock', move),
  bots: async () => (await ask<{ replicas: Bot[] }>('GET', '/api/bot')).replicas,
  actOnBot: (what: 'kill' | 'start' | 'freeze' | 'wake', replica: number) =>
    ask<unknown>('POST', `/api/bot/${what}`, { replica }),
  botLog: (replica: number, tail: number) =>
    ask<{ lines: string[] }>('GET', `/api/bot/log?${search({ replica: `${replica}`, tail: `${tail}` })}`),
};

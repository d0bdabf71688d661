import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A message as the sandbox's control API shows it. */
export interface Message {
  ts: string;
  thread_ts?: string;
  author: string;
  text: string;
  blocks: unknown[];
  ephemeral_to?: string;
}
export interface Outcome {
  acked: boolean;
  error?: string;
  view?: { id: string } & Record<string, unknown>;
  errors?: Record<string, string>;
}
interface Running {
  ref: string;
  sha: string;
}
export interface WorldState {
  running: Record<string, Record<string, Running>>;
  runs: {
    id: number;
    name: string;
    event: string;
    ref: string;
    sha: string;
    status: string;
    conclusion: string | null;
  }[];
  repositories: Record<string, { branches: Record<string, string>; tags: Record<string, string> }>;
}

export interface Conversation {
  url: string;
  /** The person types into a channel; resolves after the bot's acknowledgement. */
  types(handle: string, text: string, channel?: string): Promise<Outcome>;
  presses(handle: string, button: string, message: Message, channel?: string): Promise<Outcome>;
  submits(handle: string, view: string, values: Record<string, unknown>): Promise<Outcome>;
  /** Waits until a message of the channel, as `as` sees it, reads so, and returns the newest such one. */
  reads(
    channel: string,
    pattern: RegExp,
    options?: { as?: string; after?: string; thread?: boolean },
  ): Promise<Message>;
  messages(channel: string, as?: string): Promise<Message[]>;
  scenario(name: string, body?: Record<string, unknown>): Promise<void>;
  world(): Promise<WorldState>;
  /** Waits until the world looks so. */
  until(what: string, test: (world: WorldState) => boolean): Promise<WorldState>;
  call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

const patience = 30_000;
const look = 40;

/** Starts the sandbox as a user would (one process, which spawns the real bot) and talks to its control API. */
export async function converse(
  options: { example?: string; speed?: number; data?: string; http?: boolean } = {},
): Promise<Conversation> {
  const args = [
    'sandbox/main.ts',
    options.example ?? 'trading-engine',
    '--port',
    '0',
    '--speed',
    String(options.speed ?? 600),
    '--headless',
    ...(options.data ? ['--data', options.data] : []),
    ...(options.http ? ['--http'] : []),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      said.push(`${line}\n`);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) =>
      reject(new Error(`the sandbox ended with ${code} before it was ready:\n${said.join('')}`)),
    );
  });

  const call: Conversation['call'] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const until = async <T>(
    what: string,
    ask: () => Promise<T | undefined>,
    picture: () => Promise<string>,
  ): Promise<T> => {
    const deadline = Date.now() + patience;
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; now:\n${await picture()}`);
      await new Promise((resolve) => setTimeout(resolve, look));
    }
  };
  const messages: Conversation['messages'] = (channel, as) =>
    call('GET', `/api/channels/${channel}/messages${as ? `?as=${as}` : ''}`);
  const world = () => call<WorldState>('GET', '/api/world');

  return {
    url,
    call,
    messages,
    world,
    types: (handle, text, channel = 'deployments') => call('POST', `/api/people/${handle}/commands`, { channel, text }),
    presses: (handle, button, message, channel = 'deployments') =>
      call('POST', `/api/people/${handle}/actions`, { channel, ts: message.ts, button }),
    submits: (handle, view, values) => call('POST', `/api/people/${handle}/views`, { view, values }),
    reads: (channel, pattern, { as, after, thread } = {}) =>
      until(
        `${pattern} in #${channel}`,
        async () => {
          const all = await messages(channel, as);
          return all
            .filter(
              (message) =>
                (after === undefined || message.ts > after) &&
                (thread === undefined ||
                  thread === (message.thread_ts !== undefined && message.thread_ts !== message.ts)),
            )
            .findLast((message) => pattern.test(readable(message)));
        },
        async () => (await messages(channel, as)).map(readable).join('\n---\n'),
      ),
    scenario: (name, body = {}) => call('POST', `/api/scenarios/${name}`, body),
    until: (what, test) =>
      until(
        what,
        async () => {
          const now = await world();
          return test(now) ? now : undefined;
        },
        async () => JSON.stringify(await world()).slice(0, 4000),
      ),
    async close() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Everything a person would read of a message: its fallback text and the text in its blocks. */
export function readable(message: Message): string {
  const words: string[] = [message.text];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') words.push(value);
    else if (Array.isArray(value)) for (const item of value) walk(item);
    else if (value && typeof value === 'object') {
      for (const [key, item] of Object.entries(value)) {
        if (
          ['text', 'title', 'elements', 'fields', 'details', 'output', 'tasks', 'sources', 'child_blocks'].includes(key)
        )
          walk(item);
      }
    }
  };
  walk(message.blocks);
  return words.join('\n');
}

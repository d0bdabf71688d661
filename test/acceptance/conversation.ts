import { readyData } from '../ready-data.ts';
import { listenTo } from './changes.ts';
import { openSandbox, type SandboxWish } from './open-sandbox.ts';
import { type Message, readable } from './readable.ts';
import { refused } from './refused.ts';

export { type Message, readable } from './readable.ts';

/** An open form, or the Home tab. */
export interface View {
  id: string;
  blocks: unknown[];
}
export interface Outcome {
  acked: boolean;
  error?: string;
  view?: View;
  errors?: Record<string, string>;
}
export interface WorldState {
  running: Record<string, Record<string, { ref: string; sha: string }>>;
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
  traffic: Record<string, number>;
}
/** Narrows down which message is meant. `after` is a ts. */
export interface Which {
  as?: string;
  after?: string;
  thread?: boolean;
}

export interface Conversation {
  url: string;
  /** The person types into a channel; resolves after the bot's acknowledgement. */
  types(handle: string, text: string, channel?: string): Promise<Outcome>;
  /** The person types, and waits for an answer that only they see. */
  asks(handle: string, text: string, answer: RegExp, channel?: string): Promise<string>;
  presses(handle: string, button: string, message: Pick<Message, 'ts'>, channel?: string): Promise<Outcome>;
  /** The person presses, and waits for an answer that only they see. */
  isTold(
    handle: string,
    button: string,
    message: Pick<Message, 'ts'>,
    answer: RegExp,
    channel?: string,
  ): Promise<string>;
  submits(handle: string, view: string, values: Record<string, unknown>): Promise<Outcome>;
  /** Waits until a message of the channel, as `as` sees it, reads so, and returns the newest such one. */
  reads(channel: string, pattern: RegExp, which?: Which): Promise<Message>;
  /** The same message, as soon as it reads so. */
  becomes(message: Message, pattern: RegExp, channel?: string): Promise<Message>;
  /** What stands in the thread of a message, as soon as it reads so. */
  thread(message: Message, pattern: RegExp, channel?: string): Promise<string>;
  messages(channel: string, as?: string): Promise<Message[]>;
  scenario(name: string, body?: Record<string, unknown>): Promise<void>;
  /** Moves the world's clock. */
  passes(time: { advance: string } | { set: string }): Promise<void>;
  world(): Promise<WorldState>;
  /** Waits until the world looks so. */
  until(what: string, test: (world: WorldState) => boolean): Promise<WorldState>;
  call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

const patience = 30_000;
/** Between two looks: so long at least, and at most so long when the world tells no change. */
const looks = { atLeast: 40, atMost: 400 };

/** Opens a sandbox with the real bot in it, and talks to its control API. */
export async function converse(wish: SandboxWish = {}): Promise<Conversation> {
  const ready = wish.data === undefined ? await readyData() : null;
  const sandbox = await openSandbox({ ...wish, ...(ready && { data: ready.folder }) }).catch(async (error: unknown) => {
    await ready?.remove();
    throw error;
  });
  const { url } = sandbox;

  const call: Conversation['call'] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const changes = await listenTo(`${url}/api/events`);
  const messages: Conversation['messages'] = (channel, as) =>
    call('GET', `/api/channels/${channel}/messages${as ? `?as=${as}` : ''}`);
  const world = () => call<WorldState>('GET', '/api/world');
  const types: Conversation['types'] = (handle, text, channel = 'deployments') =>
    call('POST', `/api/people/${handle}/commands`, { channel, text });
  const presses: Conversation['presses'] = (handle, button, { ts }, channel = 'deployments') =>
    call('POST', `/api/people/${handle}/actions`, { channel, ts, button });

  async function waitFor<T>(
    what: string,
    ask: () => Promise<T | undefined>,
    picture: () => Promise<string>,
  ): Promise<T> {
    const deadline = Date.now() + patience;
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; now:\n${await picture()}`);
      await changes.next(looks);
    }
  }
  const picture =
    (channel: string, as = 'dev') =>
    async () =>
      (await messages(channel, as)).map(readable).join('\n---\n');

  async function answered(handle: string, channel: string, answer: RegExp, act: () => Promise<Outcome>) {
    const before = new Set((await messages(channel, handle)).map(({ ts }) => ts));
    const { acked, error } = await act();
    if (!acked) throw new Error(`the bot did not acknowledge: ${error}`);
    return waitFor(
      `an answer to ${handle} that reads ${answer}`,
      async () =>
        (await messages(channel, handle))
          .filter(({ ts, ephemeral_to: only }) => only !== undefined && !before.has(ts))
          .map(readable)
          .find((text) => answer.test(text)),
      picture(channel, handle),
    );
  }

  return {
    url,
    call,
    messages,
    world,
    types,
    presses,
    asks: (handle, text, answer, channel = 'deployments') =>
      answered(handle, channel, answer, () => types(handle, text, channel)),
    isTold: (handle, button, message, answer, channel = 'deployments') =>
      answered(handle, channel, answer, () => presses(handle, button, message, channel)),
    submits: (handle, view, values) => call('POST', `/api/people/${handle}/views`, { view, values }),
    reads: (channel, pattern, { as, after, thread } = {}) =>
      waitFor(
        `${pattern} in #${channel}`,
        async () =>
          (await messages(channel, as))
            .filter((message) => after === undefined || message.ts > after)
            .filter(({ ts, thread_ts: to }) => thread === undefined || thread === (to !== undefined && to !== ts))
            .findLast((message) => pattern.test(readable(message))),
        picture(channel, as),
      ),
    becomes: (message, pattern, channel = 'deployments') =>
      waitFor(
        `${pattern} in the message ${message.ts}`,
        async () => (await messages(channel)).find((now) => now.ts === message.ts && pattern.test(readable(now))),
        picture(channel),
      ),
    thread: (message, pattern, channel = 'deployments') =>
      waitFor(
        `${pattern} in the thread of ${message.ts}`,
        async () => {
          const replies = (await messages(channel)).filter(({ ts, thread_ts: to }) => to === message.ts && ts !== to);
          const text = replies.map(readable).join('\n');
          return pattern.test(text) ? text : undefined;
        },
        picture(channel),
      ),
    async scenario(name, body = {}) {
      await call('POST', `/api/scenarios/${name}`, body);
    },
    async passes(time) {
      await call('POST', '/api/clock', 'set' in time ? { to: time.set } : { by: time.advance });
    },
    until: (what, test) =>
      waitFor(
        what,
        async () => {
          const now = await world();
          return test(now) ? now : undefined;
        },
        async () => JSON.stringify(await world()).slice(0, 4000),
      ),
    async close() {
      changes.close();
      const refusals = refused(sandbox.world.traffic.list());
      await sandbox.stop();
      await ready?.remove();
      if (refusals.length > 0) throw new Error(`the world would not take what the bot sent:\n${refusals.join('\n')}`);
    },
  };
}

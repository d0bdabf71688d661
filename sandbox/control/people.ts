import { z } from 'zod';
import type { DispatchOutcome, Outcome, PressControl, PressTarget, PushOutcome } from '../contract.ts';
import type { LiveWorld } from '../live.ts';
import { defined } from './defined.ts';
import { pick } from './nearest.ts';
import { type Answer, type ControlRequest, Problem, type Routes, read } from './router.ts';

const command = z.strictObject({ channel: z.string(), text: z.string() });

const target = z.union(
  [
    z.object({ channel: z.string(), ts: z.string() }),
    z.object({ view: z.string() }),
    z.object({ home: z.literal(true) }),
  ],
  'say where: channel and ts, view, or home',
);
const exact = { block: z.string().optional(), action: z.string().optional() };
const control = z.union(
  [
    z.object({ button: z.string(), control: z.undefined().optional(), ...exact }),
    z.object({ control: z.string(), value: z.unknown(), button: z.undefined().optional(), ...exact }),
  ],
  'say what: button, or control and value',
);

const saying = z.strictObject({ channel: z.string(), text: z.string().min(1), thread_ts: z.string().optional() });

const submission = z.strictObject({ view: z.string(), values: z.record(z.string(), z.unknown()).default({}) });

const commitPush = z.strictObject({
  repository: z.string().optional(),
  branch: z.string().min(1),
  message: z.string().min(1),
  files: z.array(z.string().min(1)).min(1).optional(),
  signature: z.string().min(1).optional(),
});
const tagPush = z
  .strictObject({
    repository: z.string().optional(),
    tag: z.string().min(1),
    branch: z.string().min(1).optional(),
    commit: z.string().min(1).optional(),
    message: z.string().default(''),
    force: z.boolean().optional(),
  })
  .refine(({ branch, commit }) => branch === undefined || commit === undefined, 'give a branch or a commit');
const push = z.union([commitPush, tagPush], 'give a branch and a message, or a tag');

const dispatch = z.strictObject({
  repository: z.string().optional(),
  workflow: z.string().min(1),
  ref: z.string().min(1).optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
});

/** What a person can do: everything that a hand can do in Slack, a push to the repository, and a run by hand. */
export function peopleRoutes(world: LiveWorld): Routes {
  const people = new Map(world.people.map((person) => [person.handle, person]));
  const handleOf = ({ params }: ControlRequest) => pick(people, params.handle ?? '', 'handle').handle;

  return {
    'POST /api/people/:handle/commands': async (request) => {
      const handle = handleOf(request);
      const { channel, text } = read(command, request.body);
      return answer(await world.slack.command(handle, { channel: channelNamed(world, channel), text }));
    },
    'POST /api/people/:handle/actions': async (request) => {
      const handle = handleOf(request);
      const where = read(target, request.body);
      const press = defined(read(control, request.body));
      const at = 'channel' in where ? { ...where, channel: channelNamed(world, where.channel) } : where;
      return answer(await world.slack.press(handle, at satisfies PressTarget, press satisfies PressControl));
    },
    'POST /api/people/:handle/views': async (request) => {
      const handle = handleOf(request);
      return answer(await world.slack.submit(handle, read(submission, request.body)));
    },
    'GET /api/people/:handle/views': (request) => ({ body: world.slack.openView(handleOf(request)) }),
    'DELETE /api/people/:handle/views/:view': async (request) =>
      answer(await world.slack.closeView(handleOf(request), request.params.view ?? '')),
    'GET /api/people/:handle/options': async (request) => {
      const handle = handleOf(request);
      const asked = {
        view: parameter(request, 'view'),
        label: parameter(request, 'label'),
        query: request.query.get('query') ?? '',
      };
      const offered = await world.slack.options(handle, asked);
      return Array.isArray(offered) ? { body: offered } : answer(offered);
    },
    'GET /api/people/:handle/home': async (request) => {
      const handle = handleOf(request);
      const published = request.query.get('published') === '1';
      return { body: published ? world.slack.publishedHome(handle) : await world.slack.home(handle) };
    },
    'POST /api/people/:handle/messages': (request) => {
      const handle = handleOf(request);
      const { channel, ...text } = defined(read(saying, request.body));
      return { body: world.slack.say(handle, { channel: channelNamed(world, channel), ...text }) };
    },
    'POST /api/people/:handle/pushes': (request) => {
      const handle = handleOf(request);
      const asked = defined(read(push, request.body));
      return done(world.github.push(handle, { repository: world.seed.repository, ...asked }));
    },
    'POST /api/people/:handle/dispatches': (request) => {
      const handle = handleOf(request);
      const asked = defined(read(dispatch, request.body));
      return done(world.github.dispatch(handle, { repository: world.seed.repository, ...asked }));
    },
  };
}

function done(outcome: PushOutcome | DispatchOutcome): Answer {
  if (!('refused' in outcome)) return { body: outcome };
  const status = outcome.refused.startsWith('unknown') ? 404 : 422;
  throw new Problem(status, outcome.message, { error: outcome.refused });
}

/** A person's doing keeps the status that the simulated Slack gave it: 404 no such label, 409 two of one label. */
function answer({ status, ...outcome }: Outcome): Answer {
  return { status: status ?? 200, body: outcome };
}

/** The channel's name without `#`; or `@handle`, the direct messages between the bot and that person. */
export function channelNamed(world: LiveWorld, given: string): string {
  if (given.startsWith('@')) {
    const handles = new Map(world.people.map(({ handle }) => [handle, handle]));
    return `@${pick(handles, given.slice(1), 'handle')}`;
  }
  const channels = new Map(world.slack.directory().channels.map((channel) => [channel.name, channel.name]));
  return pick(channels, given.replace(/^#/, ''), 'channel');
}

function parameter({ query }: ControlRequest, name: string): string {
  const value = query.get(name);
  if (value === null) throw new Problem(400, `The query needs "${name}".`, { error: 'invalid_query' });
  return value;
}

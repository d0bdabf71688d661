import type { SandboxMessage } from '../../sandbox/contract.ts';
import { readable } from '../acceptance/readable.ts';
import { ask } from './database.ts';
import { idOf, type } from './deployment.ts';
import { killBot } from './harms.ts';
import { strikeAt } from './strike.ts';
import type { Call, FaultWorld } from './world.ts';

/** A place in the story of a rollout: the next call of this kind. */
export interface Step {
  step: string;
  is: (call: Call) => boolean;
}

/** A rollout or a rollback that came to its end. */
export interface Story {
  id: string;
  /** Of its message. */
  ts: string;
  /** What was written in the cluster since it was asked for, in order: verb, kind and name. */
  writes: string[];
}

const prefix = /^\/(?:api\/v1|apis\/[^/]+\/v\d\w*)\/namespaces\/[^/]+\//;

/** By the path in the cluster, without what comes before the kind. */
export const writes = (what: string) => (call: Call) => writeOf(call) === what;
/** Of one object of the cluster. */
export const reads = (what: string) => (call: Call) =>
  call.world === 'cluster' && call.method === 'GET' && call.path.replace(prefix, '') === what;
export const asks = (host: string) => (call: Call) => call.world === 'services' && call.kind?.includes(host) === true;
export const measures = ({ world, path }: Call) => world === 'prometheus' && path.includes('query');
export const says = (pattern: RegExp) => (call: Call) =>
  call.world === 'slack' && pattern.test(JSON.stringify(call.request ?? null));
export const calls = (part: string) => (call: Call) => call.kind?.includes(part) === true || call.path.endsWith(part);

function writeOf({ world, method, path, status }: Call): string | null {
  if (world !== 'cluster' || method === 'GET' || status >= 300 || !prefix.test(path)) return null;
  return `${method} ${path.replace(prefix, '')}`;
}

/** All that was written in the cluster from now on. */
export function watchWrites(world: FaultWorld): { list: string[]; end: () => void } {
  const list: string[] = [];
  const end = world.onCall((call) => {
    const write = writeOf(call);
    if (write !== null) list.push(write);
  });
  return { list, end };
}

/** Resolves at the next such call, before it is answered. */
export function comes(world: FaultWorld, is: (call: Call) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = world.onCall((call) => {
      if (!is(call)) return;
      end();
      resolve();
    });
  });
}

/** Those of them that come when one of `first` has. */
export function following(first: (call: Call) => boolean, is: (call: Call) => boolean): (call: Call) => boolean {
  let seen = false;
  return (call) => {
    if (seen) return is(call);
    seen = first(call);
    return false;
  };
}

/** The n-th of them from now on. */
export function nth(n: number, is: (call: Call) => boolean): (call: Call) => boolean {
  let seen = 0;
  return (call) => is(call) && ++seen === n;
}

/** Kills the bot at each of the steps, one after the other, each time it has come back. */
export function killAt(world: FaultWorld, steps: readonly Step[]): { struck: string[]; over(): Promise<void> } {
  const struck: string[] = [];
  const all = (async () => {
    for (const { step, is } of steps) {
      await new Promise<void>((resolve, reject) => {
        strikeAt(
          world,
          1,
          () =>
            killBot(world).then(() => {
              struck.push(step);
              resolve();
            }, reject),
          is,
        );
      });
    }
  })();
  all.catch(() => {});
  return { struck, over: () => all };
}

/** The newest message of the channel that reads so. */
export function newest(world: FaultWorld, title: RegExp): SandboxMessage {
  const found = world.posts('deployments').findLast((message) => title.test(readable(message)));
  if (found === undefined) throw new Error(`no message reads ${title}`);
  return found;
}

/** dev types a command; resolves when its message is there. */
export async function begin(world: FaultWorld, text: string): Promise<{ id: string; ts: string }> {
  const [, verb, environment, service] = /^\/(\w+) (\S+) (\S+)/.exec(text) ?? [];
  const title = new RegExp(
    verb === 'rollback' ? `^Roll back [^]*/${service} in ${environment}` : `/${service} → ${environment}`,
    'm',
  );
  const known = new Set(world.posts('deployments').map(({ ts }) => ts));
  const card = () =>
    world.posts('deployments').find((message) => !known.has(message.ts) && title.test(readable(message)));
  await type(world, text, () => card() !== undefined);
  const message = await world.until(`a message for ${text}`, card);
  return { id: idOf(message), ts: message.ts };
}

/** The message as soon as it reads so. */
export function becomes(world: FaultWorld, ts: string, pattern: RegExp): Promise<SandboxMessage> {
  return world.until(`${pattern} in the message ${ts}`, () =>
    world.posts('deployments').find((message) => message.ts === ts && pattern.test(readable(message))),
  );
}

/** So long it is looked on after a release, ms of the world. Longer than any machine needs to do something to the bot meanwhile. */
const lookedOn = 600_000;

/** What is looked on at has its time behind it, and everything is over. */
export async function lookedOnAt(world: FaultWorld): Promise<void> {
  const { clock } = world.world;
  clock.set(clock.now() + lookedOn);
  await settled(world);
}

/**
 * dev types a command, and the bot is killed at each of the steps until its message reads as the end, and what follows is over too.
 * `watched`: it is looked on at afterwards.
 */
export async function goesThrough(
  world: FaultWorld,
  text: string,
  end: RegExp,
  steps: readonly Step[],
  { watched = false }: { watched?: boolean } = {},
): Promise<Story> {
  const seen = watchWrites(world);
  const killing = killAt(world, steps);
  const begun = await begin(world, text);
  await becomes(world, begun.ts, end);
  await world.until(
    `a kill at ${steps[killing.struck.length]?.step ?? 'nothing'}`,
    () => killing.struck.length === steps.length || undefined,
  );
  await (watched ? lookedOnAt(world) : settled(world));
  seen.end();
  return { ...begun, writes: seen.list };
}

/** Everything that was begun is over, and everything was said. */
export async function settled(world: FaultWorld): Promise<void> {
  await world.until('every workflow is over', async () => {
    const left = await ask<{ id: string }>(
      world.store,
      `select workflow_uuid as id from dbos.workflow_status
       where status in ('PENDING', 'ENQUEUED') and workflow_uuid ~ '^(deploy|rollback|watch|around):'`,
    );
    return left.length === 0 || undefined;
  });
  await world.quiet();
}

/** Something befalls the world. */
export async function scenario({ url }: FaultWorld, name: string, body: Record<string, unknown>): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/scenarios/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${name} was not possible: ${await answer.text()}`);
}

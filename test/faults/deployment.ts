import type { SandboxMessage } from '../../sandbox/contract.ts';
import { readable } from '../acceptance/readable.ts';
import { isOver } from './database.ts';
import type { FaultWorld } from './world.ts';

/** A deployment to production, as patient people drive it: what Slack says was not taken in, they do again. */
export interface Deployment {
  id: string;
  /** Of its message. */
  ts: string;
  service: string;
}

/**
 * dev types a command. Slack fails to take it to a bot that has just died; what was not acknowledged may have been taken in all the
 * same, so dev looks whether it was `seen` before typing again.
 */
export async function type(world: FaultWorld, text: string, seen: () => boolean): Promise<void> {
  await world.until(`${text} is taken in`, async () => {
    const { acked } = await world.world.slack.command('dev', { channel: 'deployments', text });
    if (acked || seen()) return true;
    await world.quiet();
    return seen() || undefined;
  });
}

/** dev asks for a service's deployment, `more` behind it; resolves when the question to the approvers is there. */
export async function request(world: FaultWorld, service: string, more = ''): Promise<Deployment> {
  const known = new Set(world.posts('deployments').map(({ ts }) => ts));
  const card = (pattern: RegExp) => () =>
    world.posts('deployments').find((message) => !known.has(message.ts) && pattern.test(readable(message)));
  const text = `/deploy production ${service} v1.4.0 ${more}`.trim();
  const title = new RegExp(`/${service} → production`);
  await type(world, text, () => card(title)() !== undefined);
  const message = await world.until(`a card for ${service}`, card(new RegExp(`${title.source}[\\s\\S]*Approve\\n`)));
  return { id: idOf(message), ts: message.ts, service };
}

/** Somebody presses Approve, and again while Slack says that the app did not answer and the question is still open. */
export async function approve(world: FaultWorld, { ts }: Deployment, handle = 'lead'): Promise<void> {
  await world.until(`${handle} could approve`, async () => {
    const message = world.posts('deployments').find((one) => one.ts === ts);
    if (message !== undefined && !/Waiting for approval/.test(readable(message))) return true;
    const press = { channel: 'deployments', ts };
    const { acked } = await world.world.slack.press(handle, press, { button: 'Approve' });
    return acked || undefined;
  });
}

/** Resolves when its message says that it succeeded and everything else was said. */
export async function succeeds(world: FaultWorld, { id, ts }: Deployment): Promise<void> {
  await world.until('the deployment succeeds', () =>
    world.posts('deployments').find((message) => message.ts === ts && /Succeeded after/.test(message.text)),
  );
  await world.until('its workflow is over', async () => (await isOver(world.store, id)) || undefined);
  await world.quiet();
}

export function idOf(message: SandboxMessage): string {
  const found = /`(d-[a-z0-9]+)`/.exec(readable(message))?.[1];
  if (found === undefined) throw new Error(`no deployment id in:\n${readable(message)}`);
  return found;
}

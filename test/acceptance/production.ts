import type { Conversation, Message } from './conversation.ts';
import { posted } from './readable.ts';

/** Deploys everything to staging and lets it succeed: before that, production may not be asked for. */
export async function deployStaging(c: Conversation): Promise<void> {
  await c.types('dev', '/deploy staging');
  const message = await c.reads('deployments', /\*Running\*/);
  await c.passes({ advance: '20m' });
  await c.becomes(message, /\*Succeeded\*/);
}

/** The person asks for production; gives the message that puts the question. `what` follows the environment. */
export async function askProduction(c: Conversation, handle: string, what: string): Promise<Message> {
  const after = posted(await c.messages('deployments')).at(-1)?.ts ?? '0';
  await c.types(handle, `/deploy production ${what}`);
  return c.reads('deployments', /→ production[\s\S]*Waiting for approval/, { after, thread: false });
}

/** How many runs somebody started by hand, as the bot does. */
export async function dispatched(c: Conversation): Promise<number> {
  return (await c.world()).runs.filter(({ event }) => event === 'workflow_dispatch').length;
}

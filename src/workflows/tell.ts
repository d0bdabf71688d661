import type { Deployment } from '../model/deployment.ts';
import { anchorOf, ended } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { PersonRef } from '../model/person.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** Answers whoever pressed a button, where they pressed it, and only them. */
export async function tell<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'chat'>,
  to: { id: string; by: PersonRef & { slackId: string }; channel: string; responseUrl: string | null },
  notice: Notice,
): Promise<void> {
  await context.step('tell one person', () =>
    ports.chat.whisper({
      key: `${context.id}:${to.id}`,
      person: to.by.slackId,
      channel: to.channel,
      responseUrl: to.responseUrl,
      notice,
    }),
  );
}

/** Answers the requester where the request was made. Whoever is known on GitHub alone cannot be told. */
export async function tellRequester<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'chat'>,
  request: { requester: { slackId: string | null }; origin: Deployment['origin'] },
  key: string,
  notice: Notice,
): Promise<void> {
  const { slackId } = request.requester;
  if (slackId === null) return;
  await context.step('tell the requester', () =>
    ports.chat.whisper({
      key: `${context.id}:${key}`,
      person: slackId,
      channel: request.origin.channel,
      responseUrl: request.origin.responseUrl,
      notice,
    }),
  );
}

/** Adds to the deployment's thread. What has to be looked up for the notice is so in the same step. */
export async function reply<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'chat'>,
  deployment: Deployment,
  key: string,
  notice: Notice | (() => Promise<Notice>),
): Promise<void> {
  await context.step(`thread: ${key}`, async () =>
    ports.chat.reply({
      anchor: anchorOf(deployment.id),
      key: `${context.id}:${key}`,
      notice: typeof notice === 'function' ? await notice() : notice,
    }),
  );
}

/** A sentence: who cancelled it, when, and what for. `when` as in `before its time`. */
export function cancelledBy(message: Extract<DeployMessage, { kind: 'cancel' }>, when = ''): string {
  return doneBy('Cancelled', message, when);
}

/** As in `Aborted by lead: the order book is empty`, or `Aborted by lead.` */
export function doneBy(
  what: 'Aborted' | 'Cancelled',
  { by, reason }: Pick<Extract<DeployMessage, { kind: 'cancel' }>, 'by' | 'reason'>,
  when = '',
): string {
  return `${what} by ${by.name}${when === '' ? '' : ` ${when}`}${reason ? `: ${reason}` : '.'}`;
}

/** What others have written, before another sentence. */
export function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** A message that came when nothing waits for it: whoever pressed the button learns why nothing happened. */
export async function answerLate(
  context: WorkflowContext<DeployMessage>,
  ports: Pick<DeployPorts, 'chat'>,
  deployment: Deployment,
  message: DeployMessage,
): Promise<void> {
  if (message.kind === 'run' || message.kind === 'lane' || message.kind === 'cluster') return;
  const { slackId } = message.by;
  if (slackId === null) return;
  const over = {
    vote: 'This approval is over',
    cancel: 'There is nothing to cancel any more',
    settle: 'This is settled',
    steer: 'That button is over',
  };
  await tell(
    context,
    ports,
    { ...message, by: { ...message.by, slackId } },
    {
      kind: 'text',
      tone: 'warning',
      title: over[message.kind],
      lines: [lateWords(deployment, message.kind)],
    },
  );
}

function lateWords({ approval, state }: Deployment, kind: 'vote' | 'cancel' | 'settle' | 'steer'): string {
  if (kind === 'vote' && approval?.decision === 'approved') return 'It was approved before your vote arrived.';
  if (kind === 'vote') return `The question is ${approval?.decision ?? 'no longer asked'}.`;
  if (kind === 'settle') return 'It was decided before you pressed; its message in the channel shows where it stands.';
  return ended(state) ? `It ended before you pressed: ${state}.` : 'Its message in the channel shows where it stands.';
}

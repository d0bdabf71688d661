import type { Deployment } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import { day } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { button } from './card.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { tell } from './tell.ts';

export const glassReviewWorkflow = 'glass-review';

export function glassReviewId(deploymentId: string): string {
  return `${glassReviewWorkflow}:${deploymentId}`;
}

/** Somebody has looked at what was deployed past the gates. */
export interface Reviewed {
  kind: 'reviewed';
  id: string;
  by: Person;
  channel: string;
  responseUrl: string | null;
}

/** How long people have, and how often they are reminded afterwards. */
const period = day;

/** From here on somebody has to review it. */
export async function askForReview<M>(context: WorkflowContext<M>, deployment: Deployment): Promise<void> {
  await context.start(glassReviewWorkflow, glassReviewId(deployment.id), { deploymentId: deployment.id });
}

/**
 * The task that a broken glass leaves: it stands in the operations channel until somebody other than the requester has reviewed it,
 * and the requester is reminded of it every day from the next one on; where they have muted that, the channel is.
 */
export function glassReview(ports: DeployPorts) {
  return async (context: WorkflowContext<Reviewed>, { deploymentId }: { deploymentId: string }): Promise<void> => {
    const deployment = await context.step('read', () => ports.deployments.get(deploymentId));
    if (!deployment) throw new Error(`the deployment ${deploymentId}, past the gates, is not stored`);
    let due = (await context.now()) + period;
    await present(context, ports, deployment, { due, reviewedBy: null });
    for (;;) {
      const message = await context.receive(due);
      if (message === null) {
        await remind(context, ports, deployment, due);
        due += period;
        await present(context, ports, deployment, { due, reviewedBy: null });
        continue;
      }
      const { id, by } = message;
      await record(context, ports, deployment, 'glass.reviewed', by, {}, id);
      await present(context, ports, deployment, { due, reviewedBy: by });
      const late = await context.drain();
      for (const other of late) await tell(context, ports, other, over);
      return;
    }
  };
}

const over: Notice = {
  kind: 'text',
  tone: 'info',
  title: 'It has been reviewed already',
  lines: ['Somebody was faster; the message says who.'],
};

async function present(
  context: WorkflowContext<Reviewed>,
  ports: DeployPorts,
  deployment: Deployment,
  { due, reviewedBy }: { due: number; reviewedBy: Person | null },
): Promise<void> {
  await context.step('show the task', async () => {
    const { channels } = await ports.catalogs.active();
    const buttons = reviewedBy ? [] : [await button(ports, { kind: 'glass-reviewed', deploymentId: deployment.id })];
    await ports.chat.show({
      anchor: glassReviewId(deployment.id),
      channel: channels.operations,
      notice: { kind: 'glass-review', deployment, due, reviewedBy, buttons },
    });
  });
}

async function remind(
  context: WorkflowContext<Reviewed>,
  ports: DeployPorts,
  deployment: Deployment,
  due: number,
): Promise<void> {
  const { requester, target, ref, environment, channel } = deployment;
  const { slackId } = requester;
  if (slackId === null) return;
  await context.step('remind', async () => {
    const muted = await ports.mutes.among([slackId], 'reminders', ports.clock.now());
    const key = `${context.id}:due:${due}`;
    const notice = (title: string, how: string): Notice => ({
      kind: 'text',
      tone: 'warning',
      title,
      lines: [`${target} ${ref.name} to ${environment} went out past the gates.`, how],
    });
    if (muted.length === 0) {
      await ports.chat.whisper({
        key,
        person: slackId,
        channel,
        responseUrl: null,
        notice: notice(
          'The glass you broke has not been reviewed yet',
          'Have somebody else look at it and press Reviewed under its task in the operations channel.',
        ),
      });
      return;
    }
    // They want no reminders, and somebody has to review it all the same.
    const { channels } = await ports.catalogs.active();
    await ports.chat.show({
      anchor: key,
      channel: channels.operations,
      notice: notice(
        `The glass that ${requester.name} broke has not been reviewed yet`,
        `Somebody other than ${requester.name} has to look at it and press Reviewed under its task in this channel.`,
      ),
    });
  });
}

import { findEnvironment } from '../model/catalog.ts';
import type { ChangeRequest } from '../model/change-request.ts';
import type { Deployment } from '../model/deployment.ts';
import { anchorOf } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import { day } from '../model/time.ts';
import { unlockRoles } from '../policy/permissions.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { showStored } from './card.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { reply, tell } from './tell.ts';

export const changeValidationWorkflow = 'change-validation';

export function changeValidationId(changeId: string): string {
  return `${changeValidationWorkflow}:${changeId}`;
}

/** Somebody has looked at what the change did. */
export interface Validated {
  kind: 'validated';
  id: string;
  by: Person;
  right: boolean;
  /** What is not right. */
  reason: string | null;
  channel: string;
  responseUrl: string | null;
}

/** How often people are reminded. */
const period = day;

/** The deployment of a change has succeeded: from here on somebody has to say whether the change is right. */
export async function askWhetherRight<M>(context: WorkflowContext<M>, deployment: Deployment): Promise<void> {
  if (deployment.change === undefined) return;
  const input = { changeId: deployment.change, deploymentId: deployment.id };
  await context.start(changeValidationWorkflow, changeValidationId(deployment.change), input);
}

/**
 * The last step of a change: whoever asked for it is asked whether it is right, in the thread of its message, where the buttons and
 * the results are; and again every day until somebody has answered. Where they have muted that, the channel is. The answer closes it.
 */
export function changeValidation(ports: DeployPorts) {
  return async (
    context: WorkflowContext<Validated>,
    { changeId, deploymentId }: { changeId: string; deploymentId: string },
  ): Promise<void> => {
    const { change, deployment } = await context.step('read', () => read(ports, changeId, deploymentId));
    let due = (await context.now()) + period;
    await ask(context, ports, change, deployment, null);
    for (;;) {
      const message = await context.receive(due);
      if (message !== null) {
        await close(context, ports, change, deployment, message);
        for (const other of await context.drain()) await tell(context, ports, other, over);
        return;
      }
      await ask(context, ports, change, deployment, due);
      due += period;
    }
  };
}

const over: Notice = {
  kind: 'text',
  tone: 'info',
  title: 'That has been answered already',
  lines: ['Somebody was faster; the message says who.'],
};

async function read(ports: DeployPorts, changeId: string, deploymentId: string) {
  const [change, deployment] = await Promise.all([ports.changes.get(changeId), ports.deployments.get(deploymentId)]);
  if (!change || !deployment) throw new Error(`the change request ${changeId}, carried out, is not stored`);
  return { change, deployment };
}

/** `due` is when an answer was due; null the first time. */
async function ask(
  context: WorkflowContext<Validated>,
  ports: DeployPorts,
  change: ChangeRequest,
  deployment: Deployment,
  due: number | null,
): Promise<void> {
  await context.step(due === null ? 'ask' : 'remind', async () => {
    const { slackId } = change.requester;
    const what = due === null ? 'all' : 'reminders';
    const muted = (await ports.mutes.among([slackId], what, ports.clock.now())).length > 0;
    if (due !== null) {
      await ports.audit.record({
        key: `${change.id}:reminded:${due}`,
        at: ports.clock.now(),
        actor: { system: 'quarterdeck' },
        action: 'change.reminded',
        subject: change.id,
        details: {
          environment: change.environment,
          services: deployment.services,
          ...(muted ? { channel: deployment.channel } : { person: change.requester }),
          due,
        },
      });
    }
    if (due !== null && muted) return remindOthers(ports, change, deployment, `${context.id}:due:${due}`);
    await ports.chat.reply({
      anchor: anchorOf(deployment.id),
      key: `${context.id}:asked:${due ?? 'first'}`,
      notice: { kind: 'change-validation', change, deployment, reminder: due !== null, mention: !muted },
    });
  });
}

/**
 * Whoever asked for the change wants no reminders, and somebody has to answer all the same: those who may are reminded, in the channel
 * and not in a thread that nobody follows.
 */
async function remindOthers(
  ports: DeployPorts,
  change: ChangeRequest,
  deployment: Deployment,
  anchor: string,
): Promise<void> {
  const voters = deployment.approval?.votes.map(({ person }) => person) ?? [];
  const muted = await ports.mutes.among(
    voters.map(({ slackId }) => slackId),
    'reminders',
    ports.clock.now(),
  );
  const mention = voters.filter(({ slackId }) => !muted.includes(slackId));
  const { pipelines } = await ports.catalogs.active();
  const pipeline = pipelines.find(({ name }) => name === deployment.pipeline);
  const environment = pipeline ? findEnvironment(pipeline, deployment.environment) : null;
  const others = { mention, roles: environment ? unlockRoles(environment) : [] };
  const url = await ports.chat.permalink(anchorOf(deployment.id));
  const notice = { kind: 'change-validation' as const, change, deployment, reminder: true, others: { ...others, url } };
  await ports.chat.show({ anchor, channel: deployment.channel, notice });
}

async function close(
  context: WorkflowContext<Validated>,
  ports: DeployPorts,
  { id }: ChangeRequest,
  deployment: Deployment,
  { by, right, reason }: Validated,
): Promise<void> {
  await context.step('write the answer down', async () => {
    const at = ports.clock.now();
    const stored = await ports.changes.get(id);
    if (!stored) throw new Error(`the change request ${id}, answered, is not stored`);
    // Written down before the process died: the first answer stands.
    if (stored.validation) return;
    const { slackId, name, githubLogin } = by;
    const who = { slackId, name, githubLogin };
    await ports.audit.record({
      key: `${id}:answered`,
      at,
      actor: who,
      action: right ? 'change.validated' : 'change.not-validated',
      subject: id,
      details: {
        deployment: deployment.id,
        environment: deployment.environment,
        services: deployment.services,
        reason,
      },
    });
    const state = right ? 'validated' : 'failed';
    const validation = { by: who, at, right, reason };
    await ports.changes.save({ ...stored, state, stateSince: at, closedAt: at, validation });
  });
  await showStored(context, ports, deployment.id, 'change answered');
  // Who approved it has to know; an edited message tells nobody.
  if (!right) {
    await reply(context, ports, deployment, 'not right', {
      kind: 'text',
      tone: 'error',
      title: `The change is not right, says ${by.name}`,
      lines: [reason ?? '', 'Nothing is rolled back by this: deploy what should run.'].filter((line) => line !== ''),
    });
  }
}

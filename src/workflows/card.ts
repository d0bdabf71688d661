import type { Button, ButtonAction, ButtonKind } from '../model/button.ts';
import type { Deployment } from '../model/deployment.ts';
import { anchorOf, ended } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Instant } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';

/**
 * Stores the deployment and has its message, and every copy of it, read so. One step: what people see is never ahead of what
 * is stored, and after a crash it is simply said again.
 */
export async function show<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  why: string,
): Promise<void> {
  await context.effect(`show: ${why}`, async () => {
    await ports.deployments.save(deployment);
    const now = ports.clock.now();
    const notice = await cardOf(ports, deployment, now);
    await ports.chat.show({ anchor: anchorOf(deployment.id), channel: deployment.channel, notice });
    for (const channel of copiesOf(deployment)) {
      await ports.chat.show({ anchor: `${anchorOf(deployment.id)}:copy:${channel}`, channel, notice });
    }
  });
}

/** Channels that were shown the approval; they are told its end and nothing of the rollout. */
function copiesOf(deployment: Deployment): string[] {
  const deciding = deployment.state === 'awaiting-approval' || deployment.approval?.decision !== undefined;
  const rolling = ['running', 'cancelling', 'dispatching', 'succeeded', 'failed'].includes(deployment.state);
  if (!deciding || !deployment.approval || rolling) return [];
  return deployment.approval.rule.notify.filter((channel) => channel !== deployment.channel);
}

async function cardOf(ports: DeployPorts, deployment: Deployment, now: Instant): Promise<Notice> {
  const buttons: Button[] = [];
  for (const offer of offers(deployment)) buttons.push(await button(ports, offer));
  return { kind: 'deployment', deployment, buttons, approvers: deployment.approval?.rule.roles ?? [], now };
}

/** Which buttons the state allows. */
export function offers(deployment: Deployment): ButtonAction[] {
  const deploymentId = deployment.id;
  switch (deployment.state) {
    case 'awaiting-approval': {
      const round = deployment.approval?.round ?? 0;
      return [
        { kind: 'approve', deploymentId, round },
        { kind: 'reject', deploymentId, round },
        { kind: 'cancel', deploymentId },
      ];
    }
    case 'uncertain':
      return [
        { kind: 'dispatch-again', deploymentId },
        { kind: 'give-up', deploymentId },
      ];
    case 'failed':
    case 'cancelled':
      return [
        ...(deployment.run?.conclusion ? [{ kind: 'rerun-failed' as const, deploymentId }] : []),
        { kind: 'deploy-again', deploymentId },
      ];
    case 'cancelling':
      return [];
    default:
      return [{ kind: ended(deployment.state) ? 'deploy-again' : 'cancel', deploymentId }];
  }
}

const faces: Record<ButtonKind, Omit<Button, 'id' | 'kind'>> = {
  approve: {
    label: 'Approve',
    style: 'primary',
    confirm: {
      title: 'Approve this deployment?',
      text: 'Your approval counts for exactly this commit.',
      yes: 'Approve',
    },
  },
  reject: { label: 'Reject', style: 'danger', confirm: null },
  cancel: {
    label: 'Cancel',
    style: 'plain',
    confirm: {
      title: 'Cancel this deployment?',
      text: 'A run that has started is cancelled on GitHub.',
      yes: 'Cancel it',
    },
  },
  'rerun-failed': {
    label: 'Re-run failed',
    style: 'primary',
    confirm: { title: 'Re-run the failed jobs?', text: 'Permission and every gate are checked again.', yes: 'Re-run' },
  },
  'deploy-again': {
    label: 'Deploy again',
    style: 'plain',
    confirm: { title: 'Deploy again?', text: 'This asks for a new deployment of the same ref.', yes: 'Deploy' },
  },
  'dispatch-again': {
    label: 'Dispatch again',
    style: 'primary',
    confirm: {
      title: 'Start the run again?',
      text: 'Only if you have looked on GitHub and no run was started.',
      yes: 'Start it',
    },
  },
  'give-up': { label: 'Give up', style: 'danger', confirm: null },
  unlock: {
    label: 'Unlock',
    style: 'plain',
    confirm: { title: 'Release this lock?', text: 'Deploys are possible again at once.', yes: 'Unlock' },
  },
};

export async function button(ports: Pick<DeployPorts, 'buttons'>, action: ButtonAction): Promise<Button> {
  return { id: await ports.buttons.offer(action), kind: action.kind, ...faces[action.kind] };
}

import type { Button, ButtonAction, SteerKind } from '../model/button.ts';
import type { ChangeRequest } from '../model/change-request.ts';
import { concerns } from '../model/delegation.ts';
import type { Deployment } from '../model/deployment.ts';
import { anchorOf, ended } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Rollout } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import { sayEnd } from '../policy/lock-end.ts';
import { steering, steeringFace, steeringFaces } from '../policy/strategies/steering-buttons.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Happening } from './audit.ts';
import { writeDown } from './audit.ts';
import { followDeployment } from './change-request.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { rollbackOffers } from './rollback-offer.ts';

/**
 * Stores the deployment and has its message read so. One step: what people see is never ahead of what is stored, and after a
 * crash it is simply said again.
 */
export async function show<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  why: string,
): Promise<void> {
  const copies = ended(deployment.state) ? copiesOf(deployment) : [];
  await context.effect(`show: ${why}`, () => present(ports, deployment, copies));
}

/**
 * As `show`, of what is stored: for who comes after the deployment's own workflow, beside others who may have written about it. `change`
 * is made to what is stored.
 */
export async function showStored<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  id: string,
  why: string,
  change: (stored: Deployment) => void = () => {},
  withCopies = true,
): Promise<void> {
  await context.effect(`show: ${why}`, async () => {
    const stored = await ports.deployments.get(id);
    if (!stored) throw new Error(`the deployment ${id} is not stored`);
    change(stored);
    await present(ports, stored, withCopies && ended(stored.state) ? copiesOf(stored) : []);
  });
}

/**
 * What a turn of an approval comes to, in one step: it is in the audit log, stored, and read in the message and in every channel
 * that the rule has notified too.
 */
export async function showApproval<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  why: string,
  happenings: readonly Happening[],
): Promise<void> {
  await context.effect(`show: ${why}`, async () => {
    await writeDown(context, ports, deployment, happenings);
    await present(ports, deployment, copiesOf(deployment));
  });
}

/** Channels that read of the approval besides the deployment's own. */
function copiesOf({ approval, channel: own }: Deployment): string[] {
  return approval?.rule.notify.filter((channel) => channel !== own) ?? [];
}

/** While there is an approval to decide, when it is decided and when the deployment has ended, its copies follow the message. */
async function present(ports: DeployPorts, deployment: Deployment, copies: readonly string[]): Promise<void> {
  const now = ports.clock.now();
  const followed = followDeployment(ports, deployment, now).then((change) => cardOf(ports, deployment, change, now));
  const [card] = await Promise.all([followed, ports.deployments.save(deployment)]);
  const anchor = anchorOf(deployment.id);
  const buttons = deployment.approval?.decision === 'pending' ? card.buttons : [];
  const copy = { ...card, buttons, copy: true } as const;
  await Promise.all([
    ports.chat.show({ anchor, channel: deployment.channel, notice: card }),
    ...copies.map((channel) => ports.chat.show({ anchor: `${anchor}:copy:${channel}`, channel, notice: copy })),
  ]);
}

async function cardOf(
  ports: DeployPorts,
  deployment: Deployment,
  change: ChangeRequest | null,
  now: Instant,
): Promise<Extract<Notice, { kind: 'deployment' }>> {
  const [buttons, approvers] = await Promise.all([
    Promise.all(offers(deployment, change).map((offer) => button(ports, offer, deployment.rollout))),
    approversOf(ports, deployment, now),
  ]);
  buttons.push(...(await rollbackOffers(ports, deployment)));
  return { kind: 'deployment', deployment, buttons, approvers, ...(change ? { change } : {}), now };
}

/** The roles that decide, and who stands in for somebody of them. */
async function approversOf(ports: DeployPorts, { approval }: Deployment, now: Instant): Promise<string[]> {
  const roles = approval?.rule.roles ?? [];
  if (approval?.decision !== 'pending') return roles;
  const given = await ports.delegations.inForce(now);
  const standIns = given.filter((one) => concerns(one, roles));
  return [...roles, ...standIns.map(({ from, to, until }) => `${to.name} for ${from.name} ${sayEnd(until)}`)];
}

/** A button about a deployment: of its message, or of the refusal of one. */
type OfRefusal = 'schedule' | 'break-glass' | 'rerun-checks' | 'watch-checks' | 'request-change' | 'run-backup';
type OfDeployment = Extract<ButtonAction, { deploymentId: string } | { changeId: string } | { kind: OfRefusal }>;
type Offer = Exclude<OfDeployment, { kind: 'restore-database' }>;

/** Which buttons the state allows. */
export function offers(deployment: Deployment, change: ChangeRequest | null = null): Offer[] {
  const deploymentId = deployment.id;
  // A change is asked for once: another one is another request. A rollback goes where things stand, not where they stood.
  const once = deployment.change !== undefined || deployment.rollback !== undefined;
  const again: Offer[] = once ? [] : [{ kind: 'deploy-again', deploymentId }];
  const validates: Offer[] =
    change?.state === 'validating'
      ? [
          { kind: 'confirm-change', changeId: change.id },
          { kind: 'refute-change', changeId: change.id },
        ]
      : [];
  const round = deployment.watch?.question?.round;
  if (round !== undefined) {
    const answers = ['keep-release', 'take-back-release'] as const;
    return [...answers.map((kind) => ({ kind, deploymentId, round })), ...validates, ...again];
  }
  switch (deployment.state) {
    case 'awaiting-approval': {
      const round = deployment.approval?.round ?? 0;
      return [
        { kind: deployment.approval?.rule.checklist ? 'approve-with-checklist' : 'approve', deploymentId, round },
        { kind: 'reject', deploymentId, round },
        { kind: 'cancel', deploymentId },
      ];
    }
    case 'uncertain':
      return [
        { kind: 'dispatch-again', deploymentId, dispatch: deployment.dispatches },
        { kind: 'give-up', deploymentId, dispatch: deployment.dispatches },
      ];
    case 'failed':
    case 'cancelled':
      return [...(canRerun(deployment) ? [{ kind: 'rerun-failed' as const, deploymentId }] : []), ...again];
    case 'cancelling':
      return [];
    case 'rolling-out':
      return deployment.rollout ? steering(deployment.id, deployment.rollout) : [];
    default:
      if (validates.length > 0) return validates;
      return ended(deployment.state) ? again : [{ kind: 'cancel', deploymentId }];
  }
}

/**
 * Only a run that has ended, and only one of the commit that was asked for: GitHub re-runs the same commit. Where the run succeeded, and
 * what came of it did not, none of its jobs is to be run again.
 */
export function canRerun({ run, headMustMatch, sha, rollback, rollout }: Deployment): boolean {
  if (rollback !== undefined || run === null || run.conclusion === null) return false;
  return (!headMustMatch || run.headSha === sha) && !(rollout && run.conclusion === 'success');
}

const faces: Record<Offer['kind'], Omit<Button, 'id' | 'kind'>> = {
  approve: {
    label: 'Approve',
    style: 'primary',
    confirm: {
      title: 'Approve this deployment?',
      text: 'Your approval counts for exactly this commit.',
      yes: 'Approve',
    },
  },
  'approve-with-checklist': { label: 'Approve', style: 'primary', confirm: null },
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
  'break-glass': { label: 'Break the glass', style: 'danger', confirm: null },
  'rerun-checks': {
    label: 'Re-run the red checks',
    style: 'primary',
    confirm: {
      title: 'Run the red checks again?',
      text: 'GitHub runs their failed jobs once more, for the same commit. You are told when they have ended.',
      yes: 'Re-run',
    },
  },
  'run-backup': {
    label: 'Run the backup',
    style: 'primary',
    confirm: {
      title: 'Run the backup?',
      text: 'Its workflow is started on GitHub, with the values it has by itself.',
      yes: 'Run it',
    },
  },
  'watch-checks': { label: 'Tell me when the checks have ended', style: 'plain', confirm: null },
  'glass-reviewed': {
    label: 'Reviewed',
    style: 'primary',
    confirm: { title: 'Has this been reviewed?', text: 'The audit log names you as the reviewer.', yes: 'Reviewed' },
  },
  'confirm-change': {
    label: 'Confirm',
    style: 'primary',
    confirm: {
      title: 'Is the change as it should be?',
      text: 'This closes it. The audit log names you.',
      yes: 'Confirm',
    },
  },
  'keep-release': {
    label: 'Keep it',
    style: 'primary',
    confirm: {
      title: 'Does it stay?',
      text: 'What was asked about counts as right then, by your word: the audit log names you. It is still taken back by itself if a limit for that is broken.',
      yes: 'Keep it',
    },
  },
  'take-back-release': {
    label: 'Roll back',
    style: 'danger',
    confirm: {
      title: 'Roll it back?',
      text: 'It goes back to the version that was verified there last. The audit log names you.',
      yes: 'Roll back',
    },
  },
  'refute-change': { label: 'It is not right', style: 'danger', confirm: null },
  ...steeringFaces,
  'request-change': { label: 'Request the change', style: 'primary', confirm: null },
  schedule: {
    label: 'Schedule it for then',
    style: 'primary',
    confirm: { title: 'Schedule this deployment?', text: 'Every gate is asked again at that time.', yes: 'Schedule' },
  },
};

export async function button(ports: Pick<DeployPorts, 'buttons'>, action: Offer, rollout?: Rollout): Promise<Button> {
  const { kind } = action;
  const face = rollout && isSteering(kind) ? steeringFace(kind, rollout) : faces[kind];
  return { id: await ports.buttons.offer(action), kind, ...face };
}

function isSteering(kind: Offer['kind']): kind is SteerKind {
  return Object.hasOwn(steeringFaces, kind);
}

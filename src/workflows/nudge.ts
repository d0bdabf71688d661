import type { Approval } from '../model/approval.ts';
import type { Catalog } from '../model/catalog.ts';
import { concerns } from '../model/delegation.ts';
import type { Deployment } from '../model/deployment.ts';
import { anchorOf } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Instant } from '../model/time.ts';
import { hour } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** So many people are mentioned; beyond it the mention would be noise. */
const most = 20;

/** An hour before the question expires, or in the last quarter of its time where that is shorter. */
export function nudgeTime({ requestedAt, expiresAt }: Pick<Approval, 'requestedAt' | 'expiresAt'>): Instant {
  return expiresAt - Math.min(hour, Math.floor((expiresAt - requestedAt) / 4));
}

/** Reminds those who may approve and have not answered, wherever the question stands. */
export async function nudge<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'chat' | 'clock' | 'delegations' | 'mutes' | 'people'>,
  deployment: Deployment,
  roles: Catalog['roles'],
): Promise<void> {
  const { approval } = deployment;
  if (!approval) return;
  await context.step('nudge', async () => {
    // After a long silence of ours it may be too late, and then there is nothing left to answer.
    if (ports.clock.now() >= approval.expiresAt) return;
    const sources = approval.rule.roles.flatMap((role) => roles[role] ?? []);
    // Whom to mention is a courtesy: without it the reminder still stands where it is needed.
    const holders: string[] = await ports.people.holders(sources, most * 2).catch((error: unknown) => {
      if (ofOutside(error)) return [];
      throw error;
    });
    const answered = [
      deployment.requester.slackId,
      ...approval.votes.flatMap(({ person, for: other }) => [person.slackId, other?.slackId]),
    ];
    const given = await ports.delegations.inForce(ports.clock.now());
    const standIns = given.filter((one) => concerns(one, approval.rule.roles)).map(({ to }) => to.slackId);
    const waiting = [...new Set([...holders, ...standIns])].filter((id) => !answered.includes(id));
    const muted = await ports.mutes.among(waiting, 'reminders', ports.clock.now());
    const mention = waiting.filter((id) => !muted.includes(id)).slice(0, most);
    const anchor = anchorOf(deployment.id);
    const copies = approval.rule.notify.filter((channel) => channel !== deployment.channel);
    for (const one of [anchor, ...copies.map((channel) => `${anchor}:copy:${channel}`)]) {
      const key = `${context.id}:nudge:${approval.round}`;
      await ports.chat.reply({ anchor: one, key: `${key}:${one}`, notice: { kind: 'nudge', deployment, mention } });
    }
  });
}

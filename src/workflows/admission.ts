import { bindingOf } from '../model/approval.ts';
import type { Environment, Target } from '../model/catalog.ts';
import type { ResolvedRef } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Membership } from '../model/person.ts';
import { fullName } from '../model/repository.ts';
import { minute, second } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { blocked } from '../model/verdict.ts';
import { askers, stillApproved } from '../policy/approvals.ts';
import { holdsOneOf } from '../policy/roles.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { approve } from './approval.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { end } from './ending.ts';
import type { Look } from './gather.ts';
import { look } from './gather.ts';
import { leaveLane, takeLane } from './lane.ts';

export interface Admitted {
  environment: Environment;
  target: Target;
}

export interface Asked {
  /** What was seen when it was asked for. */
  first: Look;
  ref: ResolvedRef;
  askedBy: string;
}

/** A person's role that Slack or GitHub cannot confirm just now is asked about again for so long, real time. */
const longestDoubt = 15 * minute;
const doubtPause = 10 * second;

/**
 * From a request that the gates let in to a held lane: approval, lane, and after every wait the facts and gates anew, under
 * the catalog that is active then. With `anew` they are looked at in any case. Null when it ended on the way; then the message
 * says why.
 */
export async function passGates(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
  anew: boolean,
): Promise<Admitted | null> {
  let seen = asked.first;
  for (;;) {
    const approval = await settleApproval(context, ports, deployment, seen);
    if (approval === 'ended') return null;
    const lane = await takeLane(context, ports, deployment);
    if (!lane.taken) {
      const by = lane.cancelled;
      if (by) await record(context, ports, deployment, 'deployment.cancel-requested', by.by, {}, by.id);
      await end(context, ports, deployment, 'cancelled');
      return null;
    }
    if (!anew && !lane.waited && approval === 'not-needed')
      return { environment: seen.environment, target: seen.target };

    const again = await lookAgain(context, ports, deployment, asked);
    if (!again || blocked(again.verdicts) || !sameThing(deployment, again)) {
      await refuseLate(context, ports, deployment, again);
      return null;
    }
    deployment.verdicts = again.verdicts;
    deployment.catalogHash = again.catalogHash;
    seen = again;
    if ((await unapproved(context, ports, deployment, seen)) === null) {
      return { environment: seen.environment, target: seen.target };
    }
    // The rule, a membership or the approval's age changed meanwhile: the question is put again, and asking holds no lane.
    await leaveLane(context, ports, deployment);
  }
}

/** Asks where an approval is needed and the one we have does not count. */
async function settleApproval(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  seen: Look,
): Promise<'not-needed' | 'decided' | 'ended'> {
  const rule = seen.environment.approvals;
  if (!rule) return 'not-needed';
  const why = await unapproved(context, ports, deployment, seen);
  if (why === null) return 'decided';
  deployment.note = why === '' ? null : `Asked again: ${why}`;
  const { decision } = await approve(context, ports, deployment, rule, seen.roles);
  if (decision === 'approved') {
    deployment.note = null;
    return 'decided';
  }
  const state = decision === 'withdrawn' ? 'cancelled' : decision === 'expired' ? 'expired' : 'rejected';
  await end(context, ports, deployment, state);
  return 'ended';
}

/** What was asked for and approved is of one repository, workflow and set of services; another catalog may mean others. */
function sameThing(deployment: Deployment, { environment, target }: Look): boolean {
  return (
    fullName(target.pipeline.repository) === deployment.repository &&
    environment.workflow === deployment.workflow &&
    [...target.services].sort().join() === [...deployment.services].sort().join()
  );
}

async function refuseLate(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  again: Look | null,
): Promise<void> {
  const blocks = again?.verdicts.filter(({ outcome }) => outcome === 'block') ?? [];
  if (again) deployment.verdicts = again.verdicts;
  if (!again) deployment.note = 'The catalog no longer has this service or environment.';
  else if (blocks.length > 0) {
    deployment.note = `Refused when it was about to start. ${blocks.map(({ says }) => says).join(' ')}`;
  } else deployment.note = 'The catalog has changed what this name deploys. Ask again.';
  const actor = { system: 'quarterdeck' };
  const details = { verdicts: blocks, why: deployment.note };
  await record(context, ports, deployment, 'deployment.refused', actor, details, `late:${await context.now()}`);
  await end(context, ports, deployment, 'refused');
}

/** Null when the approval that we have still counts; else why it does not ('' when none was asked yet). */
async function unapproved(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  seen: Look,
): Promise<string | null> {
  const rule = seen.environment.approvals;
  const approval = deployment.approval;
  if (!rule) return null;
  if (!approval) return '';
  const voters = approval.votes.filter(({ choice }) => choice === 'approve').map(({ person }) => person.slackId);
  const memberships = await withoutDoubt(
    context,
    ports,
    deployment,
    () =>
      context.step('approvers again', async () => {
        const fresh: Record<string, Membership> = {};
        for (const id of voters) fresh[id] = await ports.people.membership(id, seen.roles, { fresh: true });
        return fresh;
      }),
    (found) =>
      Object.values(found).some((membership) => {
        const held = holdsOneOf(membership, rule.roles);
        return !held.held && held.reason === 'role-unverified';
      }),
  );
  const at = {
    rule,
    binding: bindingOf(deployment),
    memberships,
    askers: askers(deployment),
    now: await context.now(),
  };
  const verdict = stillApproved(approval, at);
  return verdict.counts ? null : verdict.why;
}

async function lookAgain(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
): Promise<Look | null> {
  const again = () =>
    context.step('look again', () =>
      look(ports, {
        deploymentId: deployment.id,
        askedBy: asked.askedBy,
        environment: deployment.environment,
        target: deployment.target,
        ref: deployment.ref.name,
        fixed: asked.ref,
      }),
    );
  return withoutDoubt(context, ports, deployment, again, (seen) => (seen?.verdicts ?? []).some(doubtful));
}

/** A block for want of an answer, not for what was seen. */
function doubtful({ outcome, reason }: Verdict): boolean {
  return outcome === 'block' && (reason === 'facts-missing' || reason === 'role-unverified');
}

/**
 * What was asked for and approved is not lost because Slack or GitHub is away for a moment: the question is asked again, for a
 * while, before the missing answer counts as no.
 */
async function withoutDoubt<T>(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  ask: () => Promise<T>,
  inDoubt: (answer: T) => boolean,
): Promise<T> {
  let answer = await ask();
  if (!inDoubt(answer)) return answer;
  const note = deployment.note;
  deployment.note = 'It waits for Slack or GitHub to confirm what has to be known before it may start.';
  await show(context, ports, deployment, 'in doubt');
  for (let waited = 0; waited < longestDoubt && inDoubt(answer); waited += doubtPause) {
    await context.step('wait for an answer', () => ports.pause(doubtPause));
    answer = await ask();
  }
  deployment.note = note;
  return answer;
}

import type { GitHubEnvironment } from '../model/catalog.ts';
import { ofOutside } from '../model/fault.ts';
import { hour, minute } from '../model/time.ts';
import { sayApprovals } from '../policy/rule-comment.ts';
import { openChecks } from '../policy/skipped-rules.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { endCancelled, passGates } from './admission.ts';
import { AskedOnGitHub } from './asked-on-github.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { end } from './ending.ts';
import type { Asked, Look } from './gather.ts';
import { look, questionAgain } from './gather.ts';
import { Hold } from './hold.ts';
import { answerRule } from './hold-answers.ts';
import { lookAgain } from './look-again.ts';
import type { Observed } from './observed.ts';
import { refuseLate } from './refusal.ts';
import type { RunPart } from './run-part.ts';
import { answerLate } from './tell.ts';

/** A push sets off its checks together with the run: they are waited for, looked at so often and so long. */
const pause = minute;
const patience = 2 * hour;
/** So often GitHub is told no that cannot be reached; each try waits out an outage by itself. */
const mostTries = 60;

/**
 * A run that was started elsewhere and that GitHub holds by our rule: gates, approval and lane as for any other. True when it may
 * enter; else it has ended here, and is turned away on GitHub with the reasons. `given`: how many answers of GitHub were of before.
 */
export async function admitHeld(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  seen: Observed,
  given: number,
  part: RunPart,
): Promise<boolean> {
  const { deployment, run, ref, starter, look: first } = seen;
  const { repository } = first.target.pipeline;
  const { githubEnvironment: environment } = first.environment;
  if (!environment) throw new Error(`nothing holds run ${run.id}`);
  deployment.state = 'requested';
  deployment.stateSince = await context.now();
  const hold = new Hold(context, ports, deployment, repository, run.id, environment, part.elsewhere);
  const onGitHub = new AskedOnGitHub(context, ports, deployment, repository, hold, given, part);
  const asked: Asked = { first, ref, askedBy: starter.slackId, glass: false, onGitHub };
  const passed = await gatesFirst(context, ports, seen, asked);
  const admitted =
    passed !== null && (await afterGates(context, ports, seen, { ...asked, first: passed }, environment));
  deployment.admitted = admitted;
  if (!admitted) await turnAway(context, ports, seen, environment, part);
  return admitted;
}

/** Nobody is asked to approve what the gates refuse. Null when it has ended. */
async function gatesFirst(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { deployment }: Observed,
  asked: Asked,
): Promise<Look | null> {
  const until = (await context.now()) + patience;
  for (;;) {
    const now = await context.now();
    // Of somebody who is nobody on Slack nothing more will be known.
    const looked =
      asked.askedBy === null
        ? { seen: await context.step('look', () => look(ports, questionAgain(deployment, asked, []))), cancelled: null }
        : await lookAgain(context, ports, deployment, asked);
    if (looked.cancelled) {
      await endCancelled(context, ports, deployment, looked.cancelled);
      return null;
    }
    const again = looked.seen;
    const open = again && openChecks(again.verdicts);
    const refused = again?.verdicts.some((each) => each.outcome === 'block' && (each !== open || now >= until)) ?? true;
    if (!again || refused) {
      await refuseLate(context, ports, deployment, asked, again);
      return null;
    }
    deployment.verdicts = again.verdicts;
    deployment.note = open?.says ?? null;
    await show(context, ports, deployment, open ? 'waits for its checks' : 'passed its gates');
    if (!open) return again;
    const message = await context.receive(now + pause);
    if (message?.kind === 'cancel') {
      deployment.note = `Cancelled by ${message.by.name} while it waited for its checks.`;
      await endCancelled(context, ports, deployment, message);
      return null;
    }
    const news = !message || message.kind === 'run' ? await asked.onGitHub?.take(message?.update ?? null, 0) : null;
    if (message && message.kind !== 'run') await answerLate(context, ports, deployment, message);
    if (news?.over) {
      deployment.note = news.over.note;
      await end(context, ports, deployment, news.over.decision === 'rejected' ? 'rejected' : 'cancelled');
      return null;
    }
  }
}

async function afterGates(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { deployment, run }: Observed,
  asked: Asked,
  { name }: GitHubEnvironment,
): Promise<boolean> {
  const { approvals } = asked.first.environment;
  if (approvals) {
    await context.effect('tell GitHub what it waits for', async () => {
      const { repository } = asked.first.target.pipeline;
      const comment = sayApprovals(deployment, approvals);
      try {
        await ports.protection.answerRule({ repository, runId: run.id, environment: name, decision: null, comment });
      } catch (error) {
        // A courtesy to whoever looks at GitHub's page.
        if (!ofOutside(error)) throw error;
      }
    });
  }
  if (!(await passGates(context, ports, deployment, asked, true))) return false;
  for (const message of await context.drain()) {
    if (message.kind === 'cancel') {
      deployment.note = `Cancelled by ${message.by.name} before its run was let in.`;
      await endCancelled(context, ports, deployment, message);
      return false;
    }
    await answerLate(context, ports, deployment, message);
  }
  return true;
}

/** It has ended here; GitHub reads why. A run that has ended there as well needs no answer. */
async function turnAway(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { deployment, run, look: { target } }: Observed,
  { name }: GitHubEnvironment,
  part: RunPart,
): Promise<void> {
  if (deployment.run?.status === 'completed' || deployment.hold?.turnedAway) return;
  const { repository } = target.pipeline;
  const why = deployment.note ?? `The deployment is ${deployment.state}.`;
  const which = `${run.id}:${run.attempt}:ended`;
  const given = { repository, runId: run.id, environment: name, decision: 'rejected' as const, why, which };
  for (let tries = 1; tries <= mostTries; tries++) {
    if ((await answerRule(context, ports, deployment, given)).kind !== 'unreachable') break;
    await context.sleepUntil((await context.now()) + pause);
  }
  const after = await context.step('how its run ended', async () => {
    try {
      return await ports.runs.get(repository, run.id);
    } catch (error) {
      if (ofOutside(error)) return null;
      throw error;
    }
  });
  deployment.run = after ? part.of(after) : deployment.run;
  await show(context, ports, deployment, 'turned away on GitHub');
}

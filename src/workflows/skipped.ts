import type { Deployment } from '../model/deployment.ts';
import { known } from '../model/facts.ts';
import type { PersonRef } from '../model/person.ts';
import type { Run } from '../model/run.ts';
import { hour, minute } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { checks } from '../policy/gates/checks.ts';
import { openChecks } from '../policy/skipped-rules.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';
import type { Observed } from './observed.ts';

/** A deployment that went out past the rules is reported where operators read, and in the audit log. */
export async function reportSkipped(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  starter: PersonRef,
  run: Run,
  which: 'at its start' | 'its checks' | 'its reviewers' = 'at its start',
): Promise<void> {
  const { skipped = [], event } = deployment.startedElsewhere ?? {};
  if (skipped.length === 0) return;
  const { id, environment, services, sha } = deployment;
  const details = { skipped, environment, services, sha, run: { id: run.id, attempt: run.attempt, event } };
  await record(context, ports, deployment, 'deployment.skipped-rules', starter, details, which);
  await context.step(`report: ${which}`, async () => {
    const { channels } = await ports.catalogs.active();
    await ports.chat.show({
      anchor: `skipped-rules:${id}:${run.attempt}`,
      channel: channels.operations,
      notice: { kind: 'skipped-rules', deployment, by: starter, run: { url: run.url, attempt: run.attempt } },
    });
  });
}

/** So often the checks are looked at, and so long, by the clock that users see. */
const pause = minute;
const patience = 2 * hour;

/**
 * A push sets off its checks together with the run, so whether they are green is only known later: then it is looked at, and what
 * is not green is reported like everything else that was skipped.
 */
export async function lateChecks(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { deployment, look, ref, run, starter }: Observed,
): Promise<void> {
  const elsewhere = deployment.startedElsewhere;
  if (!elsewhere || !openChecks(look.verdicts)) return;
  const until = (await context.now()) + patience;
  let verdict: Verdict;
  for (;;) {
    const now = await context.now();
    verdict = await context.step('look at the checks', async () => {
      const found = await fact(() => ports.source.checks(look.target.pipeline.repository, ref.sha));
      return checks(look.environment.gates.checks, { ...look.facts, ref: known(ref), checks: found });
    });
    const settled = !openChecks([verdict]) && verdict.reason !== 'facts-missing';
    if (settled || now >= until) break;
    await context.sleepUntil(Math.min(now + pause, until));
  }
  deployment.verdicts = deployment.verdicts.map((each) => (each.gate === verdict.gate ? verdict : each));
  if (verdict.outcome === 'block') elsewhere.skipped.push(verdict.says);
  // Whoever took it over meanwhile shows it.
  const stored = await context.step('is it still ours', () => ports.deployments.get(deployment.id));
  if (stored?.driver === context.id) await show(context, ports, deployment, 'checks have ended');
  if (verdict.outcome === 'block') await reportSkipped(context, ports, deployment, starter, run, 'its checks');
}

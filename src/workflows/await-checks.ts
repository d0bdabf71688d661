import type { Deployment } from '../model/deployment.ts';
import { known } from '../model/facts.ts';
import { second } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { checks } from '../policy/gates/checks.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Cancel } from './cancel-among.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';
import type { Asked, Look } from './gather.ts';
import { listening } from './listening.ts';
import { answerLate } from './tell.ts';

/** So often the checks are looked at again, by the clock that users see. */
const pause = 30 * second;

/** What it waits for; null when the checks have ended, or must have ended already. */
export function pendingChecks(verdicts: readonly Verdict[]): Verdict | null {
  const waits = ({ gate, reason, outcome }: Verdict) =>
    gate === 'checks' && reason === 'check-pending' && outcome === 'warn';
  return verdicts.find(waits) ?? null;
}

/**
 * Waits until the checks have ended, holding no lane. `waited` says that time has passed and everything must be looked at again;
 * `tooLate` that they had not ended by the end of their time; `cancelled` who ended the wait.
 */
export async function untilChecked(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
  seen: Look,
): Promise<{ waited: boolean; tooLate: Verdict | null; cancelled: Cancel | null }> {
  const first = pendingChecks(seen.verdicts);
  if (!first) return { waited: false, tooLate: null, cancelled: null };
  let pending: Verdict = first;
  const began = await context.now();
  const deadline = began + (seen.environment.gates.checks?.waitFor ?? 0);
  const note = deployment.note;
  deployment.state = 'requested';
  deployment.stateSince = began;
  const cancelledBy = (cancelled: Cancel) => {
    deployment.note = `Cancelled by ${cancelled.by.name} while it waited for the checks.`;
    return { waited: true, tooLate: null, cancelled };
  };
  for (;;) {
    if (deployment.note !== pending.says) {
      deployment.note = pending.says;
      await show(context, ports, deployment, 'checks are pending');
    }
    const now = await context.now();
    if (now >= deadline) return { waited: true, tooLate: pending, cancelled: null };
    const message = await context.receive(Math.min(now + pause, deadline));
    if (message?.kind === 'cancel') return cancelledBy(message);
    if (message) await answerLate(context, ports, deployment, message);
    const last: Verdict = pending;
    const ask = () => lookAtChecks(ports, asked, seen, last);
    const looked = await listening(context, ports, deployment, 'look at the checks', ask);
    if (!looked.done) return cancelledBy(looked.cancel);
    if (!looked.answer) break;
    pending = looked.answer;
  }
  deployment.note = note;
  await show(context, ports, deployment, 'checks have ended');
  return { waited: true, tooLate: null, cancelled: null };
}

/**
 * Only at them: Slack, which is asked who holds which role, lets that be asked 20 times a minute. What follows looks at everything.
 * While GitHub does not answer they count as they did.
 */
async function lookAtChecks(ports: DeployPorts, { ref }: Asked, seen: Look, last: Verdict): Promise<Verdict | null> {
  const found = await fact(() => ports.source.checks(seen.target.pipeline.repository, ref.sha));
  if (!found.known) return last;
  const facts = { ...seen.facts, ref: known(ref), checks: found };
  return pendingChecks([checks(seen.environment.gates.checks, facts)]);
}

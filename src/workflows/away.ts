import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Instant, Millis } from '../model/time.ts';
import { minute, second } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Cancel } from './cancel-among.ts';
import { cancelAmong } from './cancel-among.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** GitHub did not answer for as long as a request waits. `retryAt`: when it said to come back, by the real clock. */
export interface Away {
  kind: 'away';
  why: string;
  retryAt: Instant | null;
}

/** What was asked for, or that nobody was there; anything else that goes wrong is thrown. */
export async function orAway<T>(ask: () => Promise<T>): Promise<T | Away> {
  try {
    return await ask();
  } catch (error) {
    if (!ofOutside(error) || error.kind !== 'unavailable') throw error;
    return { kind: 'away', why: error.message, retryAt: error.retryAt };
  }
}

/** Tells people why, waits a while, and says how long it is since `began` and whether somebody wanted to cancel meanwhile. */
export async function waitForGitHub(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { why, retryAt }: { why: string; retryAt: Instant | null },
  began: Instant,
): Promise<{ waited: Millis; cancel: Cancel | null }> {
  deployment.note = `GitHub cannot be asked just now, and is asked again: ${why}`;
  await show(context, ports, deployment, 'waiting for GitHub');
  const waited = await context.step('wait for GitHub', async () => {
    await ports.pause(pauseUntil(ports.realNow(), retryAt));
    return ports.realNow() - began;
  });
  deployment.note = null;
  return { waited, cancel: await cancelAmong(context, ports, deployment) };
}

function pauseUntil(now: number, retryAt: number | null): number {
  return Math.min(Math.max(retryAt === null ? 5 * second : retryAt - now, second), minute);
}

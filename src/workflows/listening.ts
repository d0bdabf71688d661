import type { Deployment } from '../model/deployment.ts';
import { second } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Cancel } from './cancel-among.ts';
import { cancelAmong } from './cancel-among.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** So often, by the real clock, it is heard whether somebody wants to cancel. */
const breath = 3 * second;

/** What a step remembers that was not done in time. */
const stillBusy = { stillBusy: true } as const;

/**
 * Asks the outside, which may take as long as a request waits, in steps that each take a moment at most: in between it is heard whether
 * somebody wants to cancel. `slow` says once that it takes long. After a crash it is asked anew.
 */
export async function listening<T>(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  name: string,
  ask: () => Promise<T>,
  slow: () => Promise<void> = async () => {},
): Promise<{ done: true; answer: T } | { done: false; cancel: Cancel }> {
  let asking: Promise<T> | null = null;
  for (let turn = 1; ; turn++) {
    const answer = await context.step(name, () => {
      asking ??= ask();
      return forAMoment(ports, asking);
    });
    if (!isBusy(answer)) return { done: true, answer };
    if (turn === 1) await slow();
    const cancel = await cancelAmong(context, ports, deployment);
    if (cancel) return { done: false, cancel };
  }
}

/** What is asked, if the answer comes within a breath. */
export async function forAMoment<T>(
  ports: Pick<DeployPorts, 'whenSlow'>,
  asking: Promise<T>,
): Promise<T | typeof stillBusy> {
  const { promise: late, resolve } = Promise.withResolvers<typeof stillBusy>();
  // Whoever cancels leaves it alone; what becomes of it then is nobody's fault.
  asking.catch(() => {});
  return Promise.race([
    ports.whenSlow(
      () => asking,
      breath,
      async () => resolve(stillBusy),
    ),
    late,
  ]);
}

export function isBusy(answer: unknown): answer is typeof stillBusy {
  return typeof answer === 'object' && answer !== null && 'stillBusy' in answer;
}

/**
 * Waits so long by the real clock, and hears meanwhile whether somebody wants to cancel. `at`: when it is over, by that clock; null after
 * a wait that the release before began.
 */
export async function waitListening(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  length: number,
): Promise<{ at: number | null; cancel: Cancel | null }> {
  for (let left = length; ; left -= breath) {
    const at = await context.step('wait for an answer', async () => {
      await ports.pause(Math.min(left, breath));
      return ports.realNow();
    });
    // The release before remembered nothing here: it waited all the time at once, and listened to nobody.
    if (typeof at !== 'number') return { at: null, cancel: null };
    const cancel = await cancelAmong(context, ports, deployment);
    if (cancel || left <= breath) return { at, cancel };
  }
}

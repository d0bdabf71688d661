import type { Instant } from '../../model/time.ts';
import { record } from '../audit.ts';
import type { DeployMessage } from '../deploy-message.ts';
import { answerLate, cancelledBy } from '../tell.ts';
import { remindIfDue } from './ask.ts';
import type { Course, Trouble } from './course.ts';
import { lookEvery } from './course.ts';
import type { Steered } from './steer.ts';
import { steer } from './steer.ts';

export type Heard =
  | { kind: 'time' }
  /** Something has changed in the cluster. */
  | { kind: 'cluster' }
  | Steered;

/** Waits for what matters to a rollout, until then at the latest. Everybody else is answered. */
export async function listen(course: Course, until: Instant): Promise<Heard> {
  for (;;) {
    const message = await course.context.receive(until);
    if (message === null) {
      await remindIfDue(course, until);
      return { kind: 'time' };
    }
    const heard = await hear(course, message);
    if (heard) return heard;
  }
}

async function hear(course: Course, message: DeployMessage): Promise<Heard | null> {
  const { context, ports, deployment } = course;
  switch (message.kind) {
    case 'cluster':
      return { kind: 'cluster' };
    case 'steer':
      return steer(course, message);
    case 'cancel': {
      const { by, id, reason = null, rollback } = message;
      await record(context, ports, deployment, 'deployment.cancel-requested', by, { reason }, id);
      return { kind: 'abort', by, why: cancelledBy(message), ofVersion: false, ...(rollback && { rollback }) };
    }
    default:
      await answerLate(context, ports, deployment, message);
      return null;
  }
}

/** As trouble: whoever aborts wants it taken back. */
export function aborted({ by, why, ofVersion, rollback }: Extract<Heard, { kind: 'abort' }>): Trouble {
  const { slackId, name, githubLogin } = by;
  return {
    by: { slackId, name, githubLogin },
    why,
    services: [],
    judgement: null,
    ofVersion,
    ...(rollback && { rollback }),
  };
}

/** Between two steps: what came meanwhile is heard, and a hold is waited out. Null when it may go on. */
export async function betweenSteps(course: Course): Promise<Trouble | null> {
  const { context, rollout } = course;
  for (const message of await context.drain()) {
    const heard = await hear(course, message);
    if (heard?.kind === 'abort') return aborted(heard);
  }
  while (rollout.held) {
    const heard = await listen(course, (await context.now()) + 12 * lookEvery);
    if (heard.kind === 'abort') return aborted(heard);
  }
  return null;
}

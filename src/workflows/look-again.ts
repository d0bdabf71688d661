import type { Deployment } from '../model/deployment.ts';
import type { Membership } from '../model/person.ts';
import type { Instant } from '../model/time.ts';
import { minute, second } from '../model/time.ts';
import { doubtful } from '../policy/doubt.ts';
import { holdsOneOf } from '../policy/roles.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Cancel } from './cancel-among.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Asked, Look } from './gather.ts';
import { look, questionAgain } from './gather.ts';
import { listening, waitListening } from './listening.ts';
import { cancelledBy } from './tell.ts';
import { approversOf } from './vote.ts';

/** What Slack or GitHub cannot tell just now is asked again for so long, real time. */
const longestDoubt = 15 * minute;
const doubtPause = 10 * second;
const inDoubtNote = 'It waits for Slack or GitHub to confirm what has to be known before it may start.';

/**
 * Everything anew, and who approved. What was asked for and approved is not lost because Slack or GitHub is away for a moment:
 * the question is asked again, for a while, before the missing answer counts as no. `cancelled`: somebody wanted it gone meanwhile.
 */
export async function lookAgain(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
): Promise<{ seen: Look | null; cancelled: Cancel | null }> {
  const voters = deployment.approval ? approversOf(deployment.approval) : [];
  const { note } = deployment;
  const say = async (now: Instant) => {
    if (deployment.note === inDoubtNote) return;
    deployment.note = inDoubtNote;
    // Whatever it waited for before, it does not any more.
    deployment.state = 'requested';
    deployment.stateSince = now;
    await show(context, ports, deployment, 'in doubt');
  };
  const ask = () => look(ports, questionAgain(deployment, asked, voters));
  let began: number | null = null;
  for (;;) {
    const looked = await listening(context, ports, deployment, 'look again', ask, async () => say(await context.now()));
    if (!looked.done) return cancelledInDoubt(deployment, looked.cancel);
    const seen = looked.answer;
    const doubt = inDoubt(seen, deployment.approval);
    began ??= seen?.madeAt ?? 0;
    if (seen && doubt) await say(seen.facts.now);
    const wait = doubt ? await waitListening(context, ports, deployment, doubtPause) : null;
    if (wait?.cancel) return cancelledInDoubt(deployment, wait.cancel);
    if (wait && (wait.at ?? began) - began < longestDoubt) continue;
    deployment.note = note;
    return { seen, cancelled: null };
  }
}

function cancelledInDoubt(deployment: Deployment, cancelled: Cancel) {
  deployment.note = cancelledBy(cancelled, 'while it waited for Slack or GitHub');
  return { seen: null, cancelled };
}

/**
 * Whether those who approved still may. The first look knows nothing of approvals that were given after it, and where Slack was
 * away this is found out before anybody is asked again.
 */
export function tellsOfApprovers({ approval }: Deployment, seen: Look): boolean {
  if (!approval) return true;
  return approversOf(approval).every((id) => id in seen.voters) && !inDoubt(seen, approval);
}

/** Something would be refused for want of an answer, not for what was seen. */
export function inDoubt(seen: Look | null, approval: Deployment['approval']): boolean {
  if (!seen) return false;
  const rule = seen.environment.approvals;
  // Of whoever stood in for somebody else only that one's roles matter.
  const standIns = new Set((approval?.votes ?? []).flatMap((vote) => (vote.for ? [vote.person.slackId] : [])));
  const doubtfulVoter = (membership: Membership) => {
    if (standIns.has(membership.person.slackId)) return false;
    const held = rule ? holdsOneOf(membership, rule.roles) : null;
    return held?.held === false && held.reason === 'role-unverified';
  };
  return seen.verdicts.some(doubtful) || Object.values(seen.voters).some(doubtfulVoter);
}

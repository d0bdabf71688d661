import type { Gates } from '../../model/catalog.ts';
import type { Facts } from '../../model/facts.ts';
import type { Verdict } from '../../model/verdict.ts';
import { block, factsMissing, list, pass, warn } from '../verdicts.ts';

/** One rollout at a time for each service and environment. Who comes second waits in line, or is refused where `busy` says so. */
export function lane(rules: Gates['lane'], facts: Facts): Verdict {
  if (!facts.lane.known) return factsMissing('lane', 'The lane', facts.lane.why);
  const { holders, waiting } = facts.lane.value;
  const others = holders.filter((holder) => holder.deploymentId !== facts.deploymentId);
  const ownPlace = waiting.indexOf(facts.deploymentId);
  const ahead = ownPlace < 0 ? waiting : waiting.slice(0, ownPlace);
  if (holders.length > 0 && others.length === 0) return pass('lane', 'This deployment holds the lane.');
  if (others.length === 0 && ahead.length === 0) {
    return pass('lane', `No other rollout of ${list(facts.services)} to ${facts.environment} is on its way.`);
  }
  const busy = [...new Set(others.map((holder) => holder.lane.service))];
  const whose = new Set(others.flatMap((holder) => facts.rollouts?.[holder.deploymentId] ?? []));
  const saw = [
    ...others.map((holder) => ({
      what: `Lane of ${holder.lane.service} to ${holder.lane.environment}`,
      found: facts.rollouts?.[holder.deploymentId] ?? `held by ${holder.deploymentId}`,
      wanted: 'free',
    })),
    ...(ahead.length > 0 ? [{ what: 'Waiting in front', found: String(ahead.length), wanted: '0' }] : []),
  ];
  const says =
    busy.length > 0
      ? `Another rollout of ${list(busy)} to ${facts.environment} is on its way${whose.size > 0 ? `: ${list([...whose])}` : ''}.`
      : `Others are waiting to roll out to ${facts.environment}.`;
  if (rules.busy === 'refuse') {
    return block('lane', 'lane-busy', says, {
      saw,
      unblock: 'Ask again when it has ended; its message in the channel shows how far it is.',
    });
  }
  return warn('lane', 'lane-busy', `${says} This one waits its turn, at place ${ahead.length + 1}.`, { saw });
}

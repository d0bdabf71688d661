import type { Call, Command, Reply } from '../src/command.ts';
import type { ButtonAction, SteerKind } from '../src/model/button.ts';
import { ended } from '../src/model/deployment.ts';
import { askedBy } from './asking.ts';
import { say } from './say.ts';

const choices = {
  'promote-rollout': 'promote',
  'hold-rollout': 'hold',
  'resume-rollout': 'resume',
  'extend-rollout': 'extend',
  'abort-rollout': 'abort',
} as const satisfies Record<SteerKind, string>;

/** What is done with a press is judged where the rollout is, from what stands then and with the presser's rights as they are then. */
async function press(call: Call, action: ButtonAction): Promise<Reply> {
  if (!('wave' in action)) throw new Error(`a button of the kind ${action.kind} steers nothing`);
  const { kind, deploymentId, wave, at, round } = action;
  const deployment = await call.ask.deployment(deploymentId);
  if (!deployment) return say('warning', 'This deployment is no longer known', ['Its records are gone.']);
  const what = `${deployment.target} ${deployment.ref.name} to ${deployment.environment}`;
  const choice = choices[kind];
  const sent =
    deployment.state === 'rolling-out' &&
    (await call.start.steer({ ...askedBy(call, deploymentId), choice, wave, at, round }));
  if (sent) return { kind: 'started' };
  const how = ended(deployment.state)
    ? `It has ended: ${deployment.note ?? deployment.state}`
    : 'It is not being rolled out.';
  return say('warning', 'That button is over', [
    `${what}: ${how}`,
    'Its message in the channel shows where it stands.',
  ]);
}

export const rolloutButtons: NonNullable<Command['buttons']> = {
  'promote-rollout': { opensForm: false, press },
  'hold-rollout': { opensForm: false, press },
  'resume-rollout': { opensForm: false, press },
  'extend-rollout': { opensForm: false, press },
  'abort-rollout': { opensForm: false, press },
};

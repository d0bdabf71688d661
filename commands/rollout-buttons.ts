import type { Call, Command, FormHandler, Reply } from '../src/command.ts';
import type { ButtonAction, SteerKind } from '../src/model/button.ts';
import type { Deployment } from '../src/model/deployment.ts';
import { ended } from '../src/model/deployment.ts';
import { askedBy, reasonField } from './asking.ts';
import { say } from './say.ts';

type Steer = Extract<ButtonAction, { kind: SteerKind }>;

const choices = {
  'promote-rollout': 'promote',
  'hold-rollout': 'hold',
  'resume-rollout': 'resume',
  'extend-rollout': 'extend',
  'abort-rollout': 'abort',
} as const satisfies Record<SteerKind, string>;

/** What is done with a press is judged where the rollout is, from what stands then and with the presser's rights as they are then. */
async function press(call: Call, action: ButtonAction): Promise<Reply> {
  const seen = seenIn(action);
  const deployment = await call.ask.deployment(seen.deploymentId);
  return deployment ? steer(call, deployment, seen) : unknown;
}

/** Asks for the reason first: everybody who looks for why a release was taken back reads it. */
async function askWhy(call: Call, action: ButtonAction): Promise<Reply> {
  const { deploymentId, wave, at, round } = seenIn(action);
  const deployment = await call.ask.deployment(deploymentId);
  if (!deployment) return unknown;
  if (deployment.state !== 'rolling-out') return over(deployment);
  const comesTo =
    deployment.rollout?.strategy === 'by-run'
      ? 'Its run has put it live already. Where the catalog says how, the version before is brought back.'
      : 'The version before serves alone again, on every service that was moved.';
  return {
    kind: 'form',
    form: {
      name: 'abort-rollout',
      command: '/canary',
      title: 'Abort the rollout',
      submit: 'Abort',
      intro: [`${whatOf(deployment)} is taken back. ${comesTo}`],
      fields: [reasonField('What is wrong?', true)],
      context: { deploymentId, wave, at, round },
    },
  };
}

/** The form that Abort opens. */
export const abortHandler: FormHandler = {
  check: async () => null,
  async submit(call, context, values) {
    const { deploymentId, wave, at, round } = context;
    const seen = { wave: Number(wave), at: Number(at), round: typeof round === 'number' ? round : null };
    const deployment = await call.ask.deployment(String(deploymentId));
    if (!deployment) return unknown;
    const reason = values.reason?.trim() || null;
    return steer(call, deployment, { ...seen, kind: 'abort-rollout', deploymentId: deployment.id }, reason);
  },
};

async function steer(call: Call, deployment: Deployment, seen: Steer, reason: string | null = null): Promise<Reply> {
  const { kind, wave, at, round } = seen;
  const asked = { ...askedBy(call, deployment.id), choice: choices[kind], wave, at, round };
  const sent = deployment.state === 'rolling-out' && (await call.start.steer(reason ? { ...asked, reason } : asked));
  return sent ? { kind: 'started' } : over(deployment);
}

function seenIn(action: ButtonAction): Steer {
  if (!('wave' in action)) throw new Error(`a button of the kind ${action.kind} steers nothing`);
  return action;
}

const unknown = say('warning', 'This deployment is no longer known', ['Its records are gone.']);

function over(deployment: Deployment): Reply {
  const how = ended(deployment.state)
    ? `It has ended: ${deployment.note ?? deployment.state}`
    : 'It is not being rolled out.';
  const where = 'Its message in the channel shows where it stands.';
  return say('warning', 'That button is over', [`${whatOf(deployment)}: ${how}`, where]);
}

function whatOf({ target, ref, environment }: Deployment): string {
  return `${target} ${ref.name} to ${environment}`;
}

export const rolloutButtons: NonNullable<Command['buttons']> = {
  'promote-rollout': { opensForm: false, press },
  'hold-rollout': { opensForm: false, press },
  'resume-rollout': { opensForm: false, press },
  'extend-rollout': { opensForm: false, press },
  'abort-rollout': { opensForm: true, press: askWhy },
};

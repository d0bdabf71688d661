import type { Call, Command, Reply } from '../src/command.ts';
import type { ButtonAction } from '../src/model/button.ts';
import { findEnvironment, findTarget } from '../src/model/catalog.ts';
import type { Deployment } from '../src/model/deployment.ts';
import { ended } from '../src/model/deployment.ts';
import { mayCancel, mayDeploy } from '../src/policy/permissions.ts';
import { answered } from './answered.ts';
import { askedBy, requestedBy } from './asking.ts';
import { checklistForm } from './checklist-form.ts';
import { rejectForm } from './deploy-form.ts';
import { act } from './lock-buttons.ts';
import { say } from './say.ts';

type Press = (call: Call, action: ButtonAction) => Promise<Reply>;

/** Every press re-enters here with the presser's own rights; what the button is about comes from our database. */
export const deployButtons: NonNullable<Command['buttons']> = {
  approve: { opensForm: false, press: withDeployment(approve) },
  'approve-with-checklist': { opensForm: true, press: withDeployment(tick) },
  reject: { opensForm: true, press: withDeployment(reject) },
  cancel: { opensForm: false, press: withDeployment(cancel) },
  'rerun-failed': { opensForm: false, press: withDeployment(rerun) },
  'deploy-again': { opensForm: false, press: withDeployment(again) },
  schedule: { opensForm: false, press: schedule },
  'rerun-checks': { opensForm: false, press: checks },
  'watch-checks': { opensForm: false, press: checks },
  'run-backup': { opensForm: false, press: backup },
  'ask-reviewers': { opensForm: false, press: review },
  'dispatch-again': { opensForm: false, press: withDeployment(settle) },
  'give-up': { opensForm: false, press: withDeployment(settle) },
  'keep-release': { opensForm: false, press: withDeployment(answer) },
  'take-back-release': { opensForm: false, press: withDeployment(answer) },
};

function withDeployment(act: (call: Call, deployment: Deployment, action: ButtonAction) => Promise<Reply>): Press {
  return async (call, action) => {
    const deployment = 'deploymentId' in action ? await call.ask.deployment(action.deploymentId) : null;
    return deployment
      ? act(call, deployment, action)
      : say('warning', 'This deployment is no longer known', ['Its records are gone.']);
  };
}

async function approve(call: Call, deployment: Deployment, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'approve') return over(deployment);
  const counted = await call.start.vote({
    ...askedBy(call, deployment.id),
    round: action.round,
    choice: 'approve',
    reason: null,
  });
  return counted ? { kind: 'started' } : over(deployment);
}

async function tick(_call: Call, deployment: Deployment, action: ButtonAction): Promise<Reply> {
  const { approval, state } = deployment;
  const open = approval?.round === ('round' in action ? action.round : null) && state === 'awaiting-approval';
  return open && approval ? { kind: 'form', form: checklistForm(deployment, approval) } : over(deployment);
}

async function reject(_call: Call, deployment: Deployment, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'reject' || deployment.state !== 'awaiting-approval') return over(deployment);
  const what = `${deployment.target} ${deployment.ref.name} to ${deployment.environment}`;
  return { kind: 'form', form: rejectForm.build(deployment.id, action.round, what) };
}

async function cancel(call: Call, deployment: Deployment): Promise<Reply> {
  if (ended(deployment.state)) return over(deployment);
  const environment = environmentOf(call, deployment);
  const membership = await call.ask.membership(call.person.slackId);
  const may = mayCancel(membership, deployment, environment);
  if (!may.allowed)
    return say('error', 'You may not cancel this deployment', [may.why, `Who can: ${may.who.join(', ')}.`]);
  const sent = await call.start.cancel(askedBy(call, deployment.id));
  return sent ? { kind: 'started' } : over(deployment);
}

async function rerun(call: Call, deployment: Deployment): Promise<Reply> {
  if (deployment.state !== 'failed' && deployment.state !== 'cancelled') return over(deployment);
  if (!deployment.run) return say('warning', 'There is no run to re-run', ['Use Deploy again: it starts a new run.']);
  await call.start.rerun(askedBy(call, deployment.id));
  return { kind: 'started' };
}

async function again(call: Call, deployment: Deployment): Promise<Reply> {
  if (!findTarget(call.catalog, deployment.target)) {
    return say('error', `${deployment.target} is no longer in the catalog`, [
      'Only what the catalog knows can be deployed.',
    ]);
  }
  await call.start.deploy({
    ...requestedBy(call, 'button'),
    environment: deployment.environment,
    target: deployment.target,
    ref: deployment.ref.name,
    reason: deployment.reason,
    inputs: deployment.requestedInputs,
    at: null,
    glass: false,
    dryRun: false,
  });
  return { kind: 'started' };
}

async function schedule(call: Call, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'schedule') throw new Error(`a button of the kind ${action.kind} schedules nothing`);
  const { environment, target, ref, reason, inputs, at, waiterId, change = null } = action;
  if (at !== null && at <= call.asked) {
    const again = `/deploy ${[environment, target, ref].filter((word) => word !== null).join(' ')}`;
    const help = change ? 'Ask for it anew with /change.' : `To deploy it now, type ${again}`;
    return say('warning', 'That time has come already', [help]);
  }
  // Who deploys needs the turn to lock no longer.
  if (waiterId !== undefined) await call.do.leaveLockQueue({ ...act(call), from: { waiterId } });
  await call.start.deploy({
    ...requestedBy(call, 'button'),
    environment,
    target,
    ref,
    reason,
    inputs,
    at,
    change,
    glass: false,
    dryRun: false,
  });
  return { kind: 'started' };
}

async function checks(call: Call, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'rerun-checks' && action.kind !== 'watch-checks') {
    throw new Error(`a button of the kind ${action.kind} runs no checks`);
  }
  const { kind, ...wanted } = action;
  const { trigger: id, person: by, channel, responseUrl } = call;
  await call.start.checks({ ...wanted, id, by, channel: channel.id, responseUrl, again: kind === 'rerun-checks' });
  return { kind: 'started' };
}

async function backup(call: Call, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'run-backup') throw new Error(`a button of the kind ${action.kind} makes no backup`);
  const { kind: _, ...wanted } = action;
  const { trigger: id, person: by, channel, responseUrl } = call;
  await call.start.backup({ ...wanted, id, by, channel: channel.id, responseUrl });
  return { kind: 'started' };
}

async function review(call: Call, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'ask-reviewers') throw new Error(`a button of the kind ${action.kind} asks no reviewers`);
  const { kind: _, ...asked } = action;
  return answered(await call.do.askReviewers({ ...asked, by: call.person }));
}

async function settle(call: Call, deployment: Deployment, action: ButtonAction): Promise<Reply> {
  if (deployment.state !== 'uncertain' || (action.kind !== 'dispatch-again' && action.kind !== 'give-up'))
    return over(deployment);
  const environment = environmentOf(call, deployment);
  const membership = await call.ask.membership(call.person.slackId);
  const may = environment ? mayDeploy(membership, environment) : mayCancel(membership, deployment, null);
  if (!may.allowed) return say('error', 'You may not decide this', [may.why, `Who can: ${may.who.join(', ')}.`]);
  const { kind: choice, dispatch } = action;
  const sent = await call.start.settleDispatch({ ...askedBy(call, deployment.id), dispatch, choice });
  return sent ? { kind: 'started' } : over(deployment);
}

async function answer(call: Call, deployment: Deployment, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'keep-release' && action.kind !== 'take-back-release') return over(deployment);
  const choice = action.kind === 'keep-release' ? 'keep' : 'roll-back';
  const sent = await call.start.answerWatch({ ...askedBy(call, deployment.id), round: action.round, choice });
  return sent
    ? { kind: 'started' }
    : say('info', 'It is no longer watched', ['Its message in the channel shows how it ended.']);
}

function environmentOf(call: Call, deployment: Deployment) {
  const pipeline = call.catalog.pipelines.find(({ name }) => name === deployment.pipeline);
  return pipeline ? findEnvironment(pipeline, deployment.environment) : null;
}

function over(deployment: Deployment): Reply {
  const state: Record<string, string> = {
    succeeded: 'It has succeeded.',
    failed: 'It has failed.',
    cancelled: 'It was cancelled.',
    rejected: 'It was rejected.',
    expired: 'Its approval expired.',
    refused: 'It was refused.',
    'awaiting-approval': 'It is waiting for approval.',
  };
  return say('warning', 'That button is over', [
    `${deployment.target} ${deployment.ref.name} to ${deployment.environment}: ${state[deployment.state] ?? 'it has moved on.'}`,
    'Its message in the channel shows where it stands.',
  ]);
}

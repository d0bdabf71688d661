import type { ChangeRequest } from '../model/change-request.ts';
import { changeClosed } from '../model/change-request.ts';
import type { Deployment } from '../model/deployment.ts';
import { assessmentWords } from './change-words.ts';
import { date, esc, link } from './text.ts';

const signs = {
  done: ':white_check_mark:',
  now: ':hourglass_flowing_sand:',
  later: ':white_circle:',
  wrong: ':x:',
  none: ':heavy_minus_sign:',
};
type Step = [sign: keyof typeof signs, words: string];

/** The five steps of a change, each with where it stands: request, assessment, approval, implementation, validation. */
export function changeStepLines(change: ChangeRequest, deployment: Deployment): string[] {
  const { requester, requestedAt } = change;
  const steps: [name: string, step: Step][] = [
    ['Request', ['done', `by ${esc(requester.name, 80)}, ${date(requestedAt)}`]],
    ['Impact and risk', ['done', assessmentWords(change)]],
    ['Approval', approval(change, deployment)],
    ['Implementation', implementation(change, deployment)],
    ['Validation', validation(change)],
  ];
  return steps.map(([name, [sign, words]], index) => `${signs[sign]} *${index + 1}. ${name}:* ${words}`);
}

function approval({ state, approvedAt }: ChangeRequest, { approval: asked }: Deployment): Step {
  if (!asked) {
    if (state === 'requested') return ['now', 'being looked at'];
    return [
      'none',
      changeClosed(state) && state !== 'validated' && state !== 'failed' ? 'not asked for' : 'not needed',
    ];
  }
  const names = (choice: 'approve' | 'reject') =>
    asked.votes
      .filter((vote) => vote.choice === choice)
      .map(({ person }) => esc(person.name, 80))
      .join(' and ') || 'nobody';
  switch (asked.decision) {
    case 'approved':
      return ['done', `given by ${names('approve')}${approvedAt === null ? '' : `, ${date(approvedAt)}`}`];
    case 'rejected':
      return ['wrong', `refused by ${names('reject')}`];
    case 'expired':
      return ['wrong', `not given by ${date(asked.expiresAt)}`];
    case 'withdrawn':
      return ['none', 'no longer asked for'];
    case 'pending': {
      const given = new Set(asked.votes.map(({ person }) => person.slackId)).size;
      return ['now', `${given} of ${asked.rule.required} given, wanted before ${date(asked.expiresAt)}`];
    }
  }
}

function implementation({ state, plannedFor }: ChangeRequest, { state: deployed, run, endedAt }: Deployment): Step {
  const planned = `planned for ${date(plannedFor)}`;
  const itsRun = run ? link(run.url, 'its run') : 'its run';
  const when = endedAt === null ? '' : `, ${date(endedAt)}`;
  switch (deployed) {
    case 'requested':
    case 'awaiting-approval':
      return [state === 'scheduled' ? 'now' : 'later', planned];
    case 'scheduled':
      return ['now', planned];
    case 'succeeded':
      return ['done', `${itsRun} succeeded${when}`];
    case 'failed':
      return ['wrong', run ? `${itsRun} failed${when}` : `failed${when}`];
    case 'cancelled':
      return run ? ['wrong', `${itsRun} was cancelled${when}`] : ['none', `did not happen (${planned})`];
    case 'rejected':
    case 'expired':
    case 'refused':
      return ['none', `did not happen (${planned})`];
    default:
      return ['now', `under way${run ? `: ${itsRun}` : ''}`];
  }
}

function validation({ state, requester, validation: said }: ChangeRequest): Step {
  const who = esc(requester.name, 80);
  if (said) {
    const by = `${esc(said.by.name, 80)}, ${date(said.at)}`;
    const reason = said.reason ? `: ${esc(said.reason, 500)}` : '';
    return said.right ? ['done', `confirmed by ${by}`] : ['wrong', `not right, says ${by}${reason}`];
  }
  if (state === 'validating') return ['now', `${who} is asked whether it is right`];
  return changeClosed(state) ? ['none', 'nothing to validate'] : ['later', `afterwards, by ${who}`];
}

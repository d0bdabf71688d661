import type { Deployment } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, header, present, section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { subject } from './state-words.ts';
import { date, esc } from './text.ts';
import { gateWords } from './verdicts.ts';

/** The task in the operations channel: what went out past which gates, by whom and why; who has reviewed it. */
export function glassReviewView(notice: Extract<Notice, { kind: 'glass-review' }>): Message {
  const { deployment, due, reviewedBy, buttons } = notice;
  const { environment, requester, reason, ref, sha, approval } = deployment;
  const what = `${esc(subject(deployment), 100)} ${refAndSha(ref.name, sha)} to ${esc(environment, 60)}`;
  const second = approval?.votes.filter(({ choice }) => choice === 'approve').map(({ person }) => esc(person.name, 80));
  const state = reviewedBy
    ? `:white_check_mark: *Reviewed* by ${esc(reviewedBy.name, 80)}`
    : `:rotating_light: *To be reviewed* by ${date(due)}, by somebody other than ${esc(requester.name, 80)}`;
  return {
    text: `Break-glass: ${esc(subject(deployment), 100)} ${shortRef(ref.name, sha)} to ${esc(environment, 60)} by ${esc(requester.name, 80)}${reviewedBy ? ', reviewed' : ' is to be reviewed'}`,
    blocks: present(
      header('The glass was broken'),
      section([
        state,
        `${what}, by ${esc(requester.name, 80)}${second?.length ? `, with ${second.join(' and ')}` : ''}`,
        `*Reason*  ${esc(reason ?? 'none given', 500)}`,
        `*Passed*  ${passedGates(deployment)}`,
      ]),
      actions(buttons),
    ),
  };
}

/** What stands in the message while it is asked for and goes out. Whatever stood in its way may be gone by then. */
export function emergency(deployment: Pick<Deployment, 'verdicts' | 'approval'>): string {
  const passed = passedGates(deployment);
  const past = passed === none ? 'an emergency.' : `an emergency, past ${passed}.`;
  return deployment.approval?.decision === 'approved' ? past : `${past} A second person decides.`;
}

const none = 'nothing';

/** The gates that blocked and were passed, in people's words. */
function passedGates({ verdicts }: Pick<Deployment, 'verdicts'>): string {
  const passed = verdicts.filter(({ reason }) => reason === 'glass-broken');
  return passed.map(({ gate }) => gateWords[gate]).join(', ') || none;
}

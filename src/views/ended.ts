import type { DeploymentState } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import { overAt } from '../model/over-at.ts';
import { sayDuration } from '../model/time.ts';
import { decisionLine } from './approval.ts';
import type { Message } from './blocks.ts';
import { section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { clockWords, fromTo, isRollback, rollbackTitle } from './rollback.ts';
import { stateWords, subject } from './state-words.ts';
import { esc, link, mentioned } from './text.ts';

const rolledBackWords: Partial<Record<DeploymentState, string>> = {
  succeeded: 'The earlier version runs again',
  failed: 'The rollback failed',
  cancelled: 'The rollback was cancelled',
};

/** In the thread: it ended. Mentioning its people is what notifies them. */
export function endedView(notice: Extract<Notice, { kind: 'ended' }>): Message {
  const { deployment, mention, authors = [], now } = notice;
  const { sign, words } = stateWords[deployment.state];
  const took = sayDuration(overAt(deployment, deployment.requestedAt, now) - deployment.requestedAt);
  const people = mention.map(mentioned);
  const what = `${esc(subject(deployment), 100)} ${refAndSha(deployment.ref.name, deployment.sha)} → ${esc(deployment.environment, 60)}`;
  const decision = deployment.approval ? decisionLine(deployment.approval) : '';
  return {
    text: isRollback(deployment)
      ? `${rolledBackWords[deployment.state] ?? words}: ${esc(rollbackTitle(deployment), 150)}, ${fromTo(deployment)}, after ${took}`
      : `${words}: ${esc(subject(deployment), 100)} ${shortRef(deployment.ref.name, deployment.sha)} to ${esc(deployment.environment, 60)} after ${took}`,
    blocks: [
      section([
        isRollback(deployment)
          ? `${sign} *${rolledBackWords[deployment.state] ?? words}*: ${esc(rollbackTitle(deployment), 150)}, ${fromTo(deployment)}   ${clockWords(deployment, now)}`
          : `${sign} *${words}*: ${what}, ${took} after it was ${deployment.origin.via === 'github' ? 'started' : 'asked for'}`,
        ...(deployment.note ? [esc(deployment.note, 500)] : []),
        ...(decision ? [decision] : []),
        ...(deployment.run ? [link(deployment.run.url, 'The run on GitHub')] : []),
        ...(people.length > 0 ? [people.slice(0, 20).join(' ')] : []),
        ...(authors.length > 0
          ? [
              `${isRollback(deployment) ? 'Taken back: commits' : 'Commits'} by ${authors.slice(0, 20).map(mentioned).join(', ')}`,
            ]
          : []),
      ]),
    ],
  };
}

import type { Notice } from '../model/notice.ts';
import type { Message, ViewContext } from './blocks.ts';
import { section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { fromTo, isRollback } from './rollback.ts';
import { stateWords, subject } from './state-words.ts';
import { channelWords, code, esc, link } from './text.ts';

/** Only for the person who asked: it is on its way, and where to watch it. */
export function startedView(notice: Extract<Notice, { kind: 'started' }>, view: ViewContext): Message {
  const { deployment } = notice;
  const { words } = stateWords[deployment.state];
  const { change } = deployment;
  const back = isRollback(deployment) ? `*Rolling back:* ${fromTo(deployment)},` : '*On its way:*';
  const lead = change === undefined ? back : `*Change requested:* ${code(change)},`;
  const where = view.permalink
    ? link(view.permalink, 'Follow it in its message')
    : `Follow it in its message in ${channelWords(deployment.channel)}`;
  return {
    text: `${change === undefined ? 'On its way' : 'Change requested'}: ${esc(subject(deployment), 100)} ${shortRef(deployment.ref.name, deployment.sha)} to ${esc(deployment.environment, 60)}`,
    blocks: [
      section([
        `:white_check_mark: ${lead} ${esc(subject(deployment), 100)} ${refAndSha(deployment.ref.name, deployment.sha)} → ${esc(deployment.environment, 60)}`,
        `${words}. ${where}.`,
      ]),
    ],
  };
}

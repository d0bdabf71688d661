import { ended } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, header, present, section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { eventWords, skippedLines, starterWords } from './started-elsewhere.ts';
import { subject } from './state-words.ts';
import { channelWords, esc } from './text.ts';

/** In the operations channel: what went out past which rules, who started it and how, and where it is followed. */
export function skippedRulesView(notice: Extract<Notice, { kind: 'skipped-rules' }>): Message {
  const { deployment, by, run } = notice;
  const { ref, sha, environment, channel, startedElsewhere } = deployment;
  const again = run.attempt > 1 ? ` (attempt ${run.attempt}, re-run on GitHub)` : '';
  const from = startedElsewhere?.goesOnFrom;
  const event = startedElsewhere && run.attempt === 1 && !from ? ` by ${eventWords(startedElsewhere.event)}` : '';
  const started = from
    ? `It went on by itself from the deployment to ${esc(from.environment, 60)} that ${starterWords(by)} asked for.`
    : `Started by ${starterWords(by)}${event}.`;
  const over = deployment.run?.status === 'completed' || ended(deployment.state);
  const where = over
    ? `It has ended; its message is in ${channelWords(channel)}.`
    : `It is followed in ${channelWords(channel)}, where it can be cancelled.`;
  return {
    text: `A deployment skipped the rules: ${esc(subject(deployment), 100)} ${shortRef(ref.name, sha)} to ${esc(environment, 60)}, started by ${esc(by.name, 80)}${from ? '' : ' on GitHub'}`,
    blocks: present(
      header('A deployment skipped the rules'),
      section([
        `${esc(subject(deployment), 100)} ${refAndSha(ref.name, sha)} → ${esc(environment, 60)}${again}`,
        `${started} ${where}`,
      ]),
      section(['*Skipped*', ...skippedLines(deployment)]),
      actions([], [{ label: 'View run', url: run.url }]),
    ),
  };
}

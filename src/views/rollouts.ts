import type { KnownBlock } from '@slack/types';
import type { Deployment } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Message, ViewContext } from './blocks.ts';
import { actions, context, divider, header, present, section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { rolloutBlocks, whereItStands } from './rollout.ts';
import { pictureBlocks, pictureIn } from './rollout-picture.ts';
import { stateWords, subject } from './state-words.ts';
import { date, esc } from './text.ts';

type Rollouts = Extract<Notice, { kind: 'rollouts' }>;

/** Each takes up to six blocks and a few thousand characters. */
const mostWhole = 3;

/** The live rollouts, each as its own card shows it; where nothing is rolled out, how the last ones ended. */
export function rolloutsView(notice: Rollouts, { picture = null }: ViewContext): Message {
  const { target, live, last, now } = notice;
  const of = target === null ? '' : ` of ${esc(target, 60)}`;
  const whole = live.slice(0, mostWhole);
  const rest = live.slice(mostWhole);
  const count = live.length === 0 ? 'Nothing is' : live.length === 1 ? 'One release is' : `${live.length} releases are`;
  return {
    text: `${count} being rolled out${of}. ${live.map(({ deployment }) => plainLine(deployment)).join('; ')}`.trim(),
    blocks: [
      header(`Rollouts${target === null ? '' : ` of ${target}`}`),
      ...(live.length === 0 ? [section([`Nothing is being rolled out${of}.`])] : []),
      ...whole.flatMap(({ deployment, buttons }, index) =>
        present(
          index > 0 && divider,
          section([title(deployment)]),
          ...rolloutBlocks(deployment, now),
          ...(index === 0 ? pictureBlocks(pictureIn(notice), picture) : []),
          actions(buttons, [{ label: 'View run', url: deployment.run?.url ?? null }]),
        ),
      ),
      ...rest.map(({ deployment }) =>
        section([title(deployment), deployment.rollout ? whereItStands(deployment.rollout, now) : '']),
      ),
      ...ended(last),
    ],
  };
}

function ended(last: readonly Deployment[]): KnownBlock[] {
  if (last.length === 0) return [];
  const lines = last.map((deployment) => {
    const { sign, words } = stateWords[deployment.state];
    const note = deployment.note === null ? '' : `: ${esc(deployment.note, 150)}`;
    return `${sign} ${title(deployment)} ${words.toLowerCase()} ${date(deployment.endedAt ?? deployment.stateSince)}${note}`;
  });
  return [context(['*Before that*', ...lines])];
}

function title(deployment: Deployment): string {
  const { ref, sha, environment, rollout } = deployment;
  const what = `*${esc(subject(deployment), 100)}* ${refAndSha(ref.name, sha)} → ${esc(environment, 60)}`;
  return rollout ? `${what} (${rollout.strategy})` : what;
}

function plainLine(deployment: Deployment): string {
  const { ref, sha, environment, rollout } = deployment;
  const decide = rollout?.question ? ', and a person has to decide' : '';
  return `${esc(subject(deployment), 100)} ${shortRef(ref.name, sha)} to ${esc(environment, 60)} at ${rollout?.weight ?? 0} %${decide}`;
}

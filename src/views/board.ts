import type { KnownBlock } from '@slack/types';
import type { Button } from '../model/button.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Lock } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { Running } from '../model/running.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import type { Message } from './blocks.ts';
import { actions, context, divider, header, present, section } from './blocks.ts';
import { refAndSha } from './change.ts';
import { lockWords, queueWords, scopeWords } from './lock.ts';
import { stateWords, subject } from './state-words.ts';
import { code, date, esc, link } from './text.ts';

type Board = Extract<Notice, { kind: 'board' }>;

/** Each deployment in flight takes up to two blocks; the rest of the fifty is for what runs, locks and history. */
const mostActive = 12;

/** What runs where, what is in flight and waits, what was. */
export function boardView(board: Board): Message {
  const scope = [board.service, board.environment].filter((part) => part !== null).join(' in ');
  return {
    text: plainText(board),
    blocks: [header(`Deployments${scope ? `: ${scope}` : ''}`), ...boardBlocks(board)],
  };
}

/** What a notification and a screen reader say: what moves, what runs where, what is locked. */
function plainText({ service, environment, active, running, locks }: Board): string {
  const scope = `${service ? ` of ${esc(service, 60)}` : ''}${environment ? ` in ${esc(environment, 60)}` : ''}`;
  const moving = ['nothing is on its way', '1 is on its way'][active.length] ?? `${active.length} are on their way`;
  const places = [...byEnvironment(running)].slice(0, 8).map(([name, entries], index) => {
    const services = entries.length === 1 ? ' service runs' : ' services run';
    return `${entries.length}${index === 0 ? services : ''} in ${esc(name, 60)}`;
  });
  const held = locks.length === 1 ? ' 1 lock holds deploys.' : ` ${locks.length} locks hold deploys.`;
  return `Deployments${scope}: ${moving} or waiting. ${places.length > 0 ? `${places.join(', ')}.` : nothingYet}${locks.length > 0 ? held : ''}`;
}

const nothingYet = 'Nothing has been deployed through here yet.';

function byEnvironment(running: readonly Running[]): Map<string, Running[]> {
  return Map.groupBy(running, ({ environment }) => environment);
}

/** Also the body of the Home tab. */
export function boardBlocks(board: Board): KnownBlock[] {
  const { active, locks, queues = {}, kept = [], running, recent, now } = board;
  const held = [
    ...locks.slice(0, 10).flatMap((lock) => lockLines(lock, queues[lock.id] ?? [])),
    ...kept.slice(0, 10).flatMap(keptLines),
  ];
  const more = active.length - mostActive;
  return present(
    ...(active.length > 0
      ? [section(['*In flight*']), ...active.slice(0, mostActive).flatMap((entry) => activeBlocks(entry, now))]
      : [section(['*In flight*', 'Nothing is being deployed and nothing waits.'])]),
    more > 0 && context([`… and ${more} more in flight`]),
    ...(held.length > 0 ? [divider, section(['*Locks*', ...held])] : []),
    divider,
    ...runningBlocks(running),
    ...(recent.length > 0 ? [divider, section(['*Recently*', ...recent.slice(0, 10).map(recentLine)])] : []),
  );
}

/** One deployment in flight with its buttons. */
export function activeBlocks(entry: { deployment: Deployment; buttons: Button[] }, now: Instant): KnownBlock[] {
  const { deployment, buttons } = entry;
  const { sign, words } = stateWords[deployment.state];
  const place = deployment.place === null ? '' : `, place ${deployment.place}`;
  const time =
    deployment.state === 'scheduled' && deployment.scheduledFor !== null
      ? ` for ${date(deployment.scheduledFor)}*`
      : `* for ${sayDuration(now - deployment.stateSince)}`;
  return present(
    section([
      `${sign} *${words}${place}${time}: ${esc(subject(deployment), 80)} ${refAndSha(deployment.ref.name, deployment.sha)} → ${esc(deployment.environment, 60)}${asRollback(deployment)}`,
      `${deployment.origin.via === 'github' ? 'started on GitHub' : 'asked'} by ${esc(deployment.requester.name, 80)}, ${date(deployment.requestedAt)}`,
    ]),
    actions(buttons, [{ label: 'View run', url: deployment.run?.url ?? null }]),
  );
}

function runningBlocks(running: readonly Running[]): KnownBlock[] {
  if (running.length === 0) return [section(['*What runs where*', nothingYet])];
  return [...byEnvironment(running)]
    .slice(0, 8)
    .map(([environment, entries]) =>
      section([
        `*What runs in ${esc(environment, 60)}*`,
        ...entries
          .slice(0, 25)
          .map(
            ({ service, ref, sha, since, by, verified }) =>
              `• *${esc(service, 60)}*  ${refAndSha(ref, sha)} since ${date(since)} by ${esc(by.name, 60)}${verified ? '' : ' (not verified)'}`,
          ),
      ]),
    );
}

function lockLines(lock: Lock, queue: readonly string[]): string[] {
  const waiting = queueWords(queue);
  return [`• :lock: ${lockWords(lock)}`, ...(waiting ? [waiting] : [])];
}

function keptLines({ first, behind }: NonNullable<Board['kept']>[number]): string[] {
  const { person, turnUntil, reason } = first;
  const until = turnUntil === null ? '' : ` until ${date(turnUntil)}`;
  const line = `• :hourglass: *${scopeWords(first)}* is free, and kept for ${esc(person.name, 80)}${until} to lock: ${esc(reason)}`;
  const waiting = queueWords(behind.length > 0 ? [person.name, ...behind] : []);
  return [line, ...(waiting ? [waiting] : [])];
}

function recentLine(deployment: Deployment): string {
  const { sign, words } = stateWords[deployment.state];
  const when = deployment.endedAt ?? deployment.stateSince;
  const run = deployment.run ? ` (${link(deployment.run.url, 'run')})` : '';
  return `${sign} ${words}: ${esc(subject(deployment), 80)} ${code(deployment.ref.name, 60)} → ${esc(deployment.environment, 60)}${asRollback(deployment)} by ${esc(deployment.requester.name, 60)}, ${date(when)}${run}`;
}

function asRollback({ rollback }: Deployment): string {
  return rollback ? ' (a rollback)' : '';
}

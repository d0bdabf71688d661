import type { SectionBlock } from '@slack/types';
import type { Deployment } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Watch } from '../model/rollout.ts';
import { sayDuration } from '../model/time.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { metricLines } from './rollout-metrics.ts';
import { subject } from './state-words.ts';
import { code, date, esc, mentioned } from './text.ts';

/** In the deployment's message: until when it is looked at and what is seen, or how that ended. Null where nothing is looked at. */
export function watchSection({ watch }: Deployment): SectionBlock | null {
  if (!watch) return null;
  const { judgement, question, health, troubles, state } = watch;
  const over = state === 'superseded';
  return section([
    headline(watch),
    ...(question ? [`:raised_hand: *Does it stay?* ${esc(question.why, 600)}`] : []),
    ...(judgement && !over ? metricLines(judgement, 'the deployment') : []),
    ...(health.says !== null && !over ? [`:x: *health*  ${esc(health.says, 300)} (${health.failures} in a row)`] : []),
    ...(over ? [] : troubles.slice(0, 3).map((trouble) => `:warning: ${esc(trouble, 300)}`)),
    ...(watch.gone ?? []).slice(-5).map(({ services, by }) => {
      return `:fast_forward: ${esc(services.join(', '), 200)}: no longer watched, ${esc(by, 200)} goes out there`;
    }),
    ...watch.kept.map(({ by, at, about }) => {
      return `:bust_in_silhouette: ${esc(by.name, 80)} keeps it as to ${esc(about.join(', '), 200)}, ${date(at)}`;
    }),
  ]);
}

function headline(watch: Watch): string {
  const { state, since, until, endedAt, why } = watch;
  const length = sayDuration((endedAt ?? until) - since);
  switch (state) {
    case 'watching':
      return `:eyes: *Watched until ${date(until, '{time}')}*${watch.judgement ? '' : ', not judged yet'}${why === null ? '' : `: ${esc(why, 300)}`}`;
    case 'passed':
      return `:white_check_mark: *Watch passed: verified*, after ${length}`;
    case 'failed':
      return `:rotating_light: *Watch failed after ${length}:* ${esc(why ?? '', 600)} ${backWords(watch)}`;
    case 'superseded':
      return `:fast_forward: *Watch ended after ${length}, not verified:* ${esc(why ?? '', 300)}`;
    case 'inconclusive':
      return `:grey_question: *Not verified:* ${why === null ? 'its time is over, and a person has to decide.' : esc(why, 300)}`;
  }
}

function backWords({ rollback, otherRollbacks = [], stays }: Watch): string {
  if (stays) return `*It still serves:* ${[`${stays.why}.`, ...stays.helps].map((words) => esc(words, 300)).join(' ')}`;
  if (rollback === null) return 'Nothing says how to roll back here: deploy what should run.';
  const all = [rollback, ...otherRollbacks].slice(0, 12).map((id) => code(id));
  return all.length === 1 ? `Its rollback is ${all[0]}.` : `Its rollbacks are ${all.join(', ')}.`;
}

/** In the thread: what those who may decide are asked. Mentioning them is what notifies them. */
export function watchQuestionView(notice: Extract<Notice, { kind: 'watch-question' }>): Message {
  const { deployment, roles, mention, buttons, waitsFor } = notice;
  const open = waitsFor === undefined ? '' : `, open for ${sayDuration(waitsFor)}`;
  const people = mention.filter((id) => /^[UW][A-Z0-9]{2,}$/.test(id)).map((id) => `<@${id}>`);
  const why = esc(deployment.watch?.question?.why ?? '', 600);
  return {
    text: `Does it stay?${open} ${name(deployment)}: ${why}`,
    blocks: present(
      section([
        `${open === '' ? ':raised_hand:' : ':alarm_clock:'} *Does it stay?${open}* ${what(deployment)}`,
        why,
        ...(deployment.watch?.troubles.slice(0, 3).map((trouble) => `:warning: ${esc(trouble, 300)}`) ?? []),
        `${esc(roles.join(', '), 200)} may decide. Until then it is not verified.`,
        ...(people.length > 0 ? [people.slice(0, 20).join(' ')] : []),
      ]),
      actions(buttons),
    ),
  };
}

/** In the thread: how the watch ended, with the judgement that made it decide so. */
export function watchEndedView(notice: Extract<Notice, { kind: 'watch-ended' }>): Message {
  const { deployment, mention, authors, decides } = notice;
  const { watch } = deployment;
  if (!watch) return { text: `Watch ended: ${name(deployment)}`, blocks: [section(['The watch ended.'])] };
  const people = mention.map(mentioned);
  const failed = watch.state === 'failed';
  return {
    text: failed
      ? `${watch.stays ? 'Watch failed, and there is nothing to go back to' : watch.rollback === null ? 'Watch failed' : 'Rolling back'}: ${name(deployment)}: ${esc(watch.why ?? '', 300)}`
      : `Watch passed: ${name(deployment)} is verified`,
    blocks: [
      section([
        `${headline(watch)}`,
        what(deployment),
        ...(watch.judgement ? metricLines(watch.judgement, 'the deployment') : []),
        ...(decides ? [decidesWords(decides)] : []),
        ...(people.length > 0 ? [people.slice(0, 20).join(' ')] : []),
        ...(authors.length > 0 ? [`Commits by ${authors.slice(0, 20).map(mentioned).join(', ')}`] : []),
      ]),
    ],
  };
}

/** Mentioning them is what notifies them. */
function decidesWords({ roles, mention }: { roles: string[]; mention: string[] }): string {
  const people = mention.filter((id) => /^[UW][A-Z0-9]{2,}$/.test(id)).map((id) => `<@${id}>`);
  return `:raised_hand: ${[`${esc(roles.join(', '), 200)} have to decide what goes out now.`, ...people.slice(0, 20)].join(' ')}`;
}

function name(deployment: Deployment): string {
  const { ref, sha, environment } = deployment;
  return `${esc(subject(deployment), 100)} ${shortRef(ref.name, sha)} in ${esc(environment, 60)}`;
}

function what(deployment: Deployment): string {
  const { ref, sha, environment } = deployment;
  return `${esc(subject(deployment), 100)} ${refAndSha(ref.name, sha)} in ${esc(environment, 60)}`;
}

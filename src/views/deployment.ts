import type { KnownBlock } from '@slack/types';
import type { Approval } from '../model/approval.ts';
import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import { overAt } from '../model/over-at.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration, second } from '../model/time.ts';
import { approvalBlocks, decisionLine, gateBlocks } from './approval.ts';
import type { Message, ViewContext } from './blocks.ts';
import { actions, context, fields, header, present, section } from './blocks.ts';
import { changeLines, shortRef } from './change.ts';
import { changeLead, changeSections, changeTitle } from './change-request.ts';
import { fits } from './fit.ts';
import { emergency } from './glass.ts';
import { answerLines, waitingLines } from './hold.ts';
import { plainProgress, plan } from './progress.ts';
import { verdictBlocks } from './refusal.ts';
import { clockWords, fromTo, isRollback, rollbackLines, rollbackTitle, rolledBackBy } from './rollback.ts';
import { rolloutBlocks } from './rollout.ts';
import { livePicture } from './rollout-picture.ts';
import type { Stage } from './stage.ts';
import { stagesOf } from './stages.ts';
import { askedBy, elsewhereLines } from './started-elsewhere.ts';
import { stateWords, subject } from './state-words.ts';
import { channelWords, code, date, esc } from './text.ts';
import { watchSection } from './watch.ts';

/** The one message of a deployment, edited from its request to its end; while it waits for approval it is the approval card. */
export function deploymentView(notice: Extract<Notice, { kind: 'deployment' }>, view: ViewContext): Message {
  const { deployment, now } = notice;
  const stages = stagesOf(deployment, now);
  const title = progressTitle(stages);
  // What was skipped is not part of this deployment: it is counted, not listed.
  const listed = stages.filter(({ state }) => state !== 'skipped');
  const text = fallback(notice, stages);
  if (!view.plain) {
    const progress = plan(title, listed);
    const blocks = progress ? card(notice, progress, livePicture(notice, view)) : [];
    if (progress && fits(blocks)) return { text, blocks };
  }
  return { text, blocks: card(notice, listed.length > 0 ? plainProgress(title, listed) : null) };
}

function card(
  notice: Extract<Notice, { kind: 'deployment' }>,
  progress: KnownBlock | null,
  picture: KnownBlock | false = false,
): KnownBlock[] {
  const { deployment, buttons, approvers, change, now } = notice;
  const told = facts(deployment);
  const asking = deployment.state === 'awaiting-approval' ? deployment.approval : null;
  const decision = deployment.approval && !asking ? decisionLine(deployment.approval) : '';
  const answered = answerLines(deployment);
  // A copy is not edited while the deployment goes on: it says what stays true.
  const decided = notice.copy === true && decision !== '' && !ended(deployment.state);
  const blocking =
    deployment.state === 'refused' ? deployment.verdicts.filter(({ outcome }) => outcome === 'block') : [];
  const note =
    blocking.length > 0
      ? `It was refused when it was about to start; nothing was started.${change ? '' : ' When that is mended, Deploy again asks for it anew.'}`
      : deployment.note;
  const status = decided ? decision : statusLine(deployment, now);
  return present(
    header(change ? changeTitle(change) : titleOf(deployment)),
    section([
      ...(change ? changeLead(change, deployment, status) : [status]),
      ...(deployment.glass ? [`:rotating_light: *Break-glass:* ${emergency(deployment)}`] : []),
      ...elsewhereLines(deployment),
      ...(note && !decided ? [`:information_source: ${esc(note, 500)}`] : []),
      ...(decided ? [] : waitingLines(deployment)),
    ]),
    section(isRollback(deployment) ? rollbackLines(deployment) : changeLines(deployment)),
    ...(change && !decided ? changeSections(change, deployment) : []),
    ...(decided ? [] : rolloutBlocks(deployment, now)),
    picture,
    told.length > 0 && fields(told),
    ...(asking
      ? approvalBlocks(deployment, asking, approvers)
      : !decided && waits(deployment)
        ? gateBlocks(deployment)
        : []),
    ...(blocking.length > 0 ? verdictBlocks(blocking, null) : []),
    ...(decided
      ? [context([`How it goes on is told in ${channelWords(deployment.channel)}; its end is told here too.`])]
      : []),
    !decided && progress,
    !decided && watchSection(deployment),
    !decided && decision !== '' && context([decision]),
    !decided && answered.length > 0 && context(answered),
    actions(buttons, [
      { label: 'View run', url: deployment.run?.url ?? null },
      ...(deployment.state === 'succeeded' ? [{ label: 'Open environment', url: deployment.url }] : []),
      ...(asking ? [{ label: 'View changes', url: deployment.compare?.url ?? null }] : []),
    ]),
    context([footer(deployment, now)]),
  );
}

/** It is asked for and nothing is started yet; of what is being checked just now nothing is said twice a second. */
function waits({ state, note }: Deployment): boolean {
  return state === 'scheduled' || state === 'queued' || (state === 'requested' && note !== null);
}

function titleOf(deployment: Deployment): string {
  return isRollback(deployment)
    ? rollbackTitle(deployment)
    : `Deploy ${subject(deployment)} → ${deployment.environment}`;
}

function statusLine(deployment: Deployment, now: Instant): string {
  const { sign, words } = stateWords[deployment.state];
  if (isRollback(deployment)) return `${sign} *${words}*   ${clockWords(deployment, now)}`;
  return `${sign} *${words}*${detail(deployment, now)}`;
}

/** What the state alone does not say: how long, how many, until when. */
function detail(deployment: Deployment, now: Instant): string {
  const { state, approval, place } = deployment;
  if (ended(state)) {
    const by = attemptWords(deployment);
    const start = startOf(deployment);
    return ` after ${sayDuration(overAt(deployment, start, now) - start)}${by}`;
  }
  if (state === 'awaiting-approval' && approval) {
    return `: ${approvedBy(approval)} of ${approval.rule.required}; expires ${date(approval.expiresAt)}`;
  }
  if (state === 'scheduled' && deployment.scheduledFor !== null) return ` for ${date(deployment.scheduledFor)}`;
  if (state === 'queued' && place !== null) return `, place ${place}${place === 1 ? ': next' : ''}`;
  const since = now - deployment.stateSince;
  return `${since < second ? '' : ` for ${sayDuration(since)}`}${attemptWords(deployment)}`;
}

export function approvedBy(approval: Approval): number {
  return new Set(approval.votes.filter(({ choice }) => choice === 'approve').map(({ person }) => person.slackId)).size;
}

function attemptWords({ attempts }: Deployment): string {
  const last = attempts.at(-1);
  return last && last.number > 1 ? ` (attempt ${last.number}, re-run by ${esc(last.by.name, 60)})` : '';
}

/** What is for later begins at its time, unless it was over before. */
function startOf({ attempts, requestedAt, scheduledFor, endedAt }: Deployment): Instant {
  const asked = attempts.at(-1)?.startedAt ?? requestedAt;
  const planned = scheduledFor ?? asked;
  return endedAt !== null && endedAt < planned ? asked : Math.max(asked, planned);
}

function facts(deployment: Deployment): [string, string][] {
  const chosen = Object.entries(deployment.requestedInputs).filter(([, value]) => value !== '');
  const services = deployment.services.filter((name) => name !== deployment.target);
  // Who asked for a change, why and for when stands in its steps.
  const ofChange = deployment.change !== undefined;
  return [
    ...(ofChange ? [] : [isRollback(deployment) ? rolledBackBy(deployment) : askedBy(deployment)]),
    ...(services.length > 0 ? [['Services', esc(services.join(', '), 300)] satisfies [string, string]] : []),
    ...(deployment.scheduledFor === null || ofChange
      ? []
      : [['Scheduled for', date(deployment.scheduledFor)] satisfies [string, string]]),
    ...(deployment.reason && !ofChange && !isRollback(deployment)
      ? [['Reason', esc(deployment.reason, 500)] satisfies [string, string]]
      : []),
    ...(chosen.length > 0
      ? [
          [
            'Inputs',
            chosen
              .slice(0, 12)
              .map(([name, value]) => `${esc(name, 60)} = ${code(value, 80)}`)
              .join('\n'),
          ] satisfies [string, string],
        ]
      : []),
  ];
}

function progressTitle(stages: readonly Stage[]): string {
  const by = (wanted: Stage['state']) => stages.filter(({ state }) => state === wanted).length;
  const skipped = by('skipped');
  const parts = [`${by('done')} of ${stages.length - skipped} done`];
  if (by('failed') > 0) parts.push(`${by('failed')} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return `Stages: ${parts.join(', ')}`;
}

function footer(deployment: Deployment, now: Instant): string {
  const ids = deployment.change === undefined ? [deployment.id] : [deployment.change, deployment.id];
  return `${ids.map((id) => code(id)).join(' · ')} · ${esc(deployment.repository, 100)} · ${deployment.rollback?.services ? 'on the cluster' : esc(deployment.workflow, 80)} · updated ${date(now, '{time_secs}')}`;
}

/** For notifications and for Slack clients that show no blocks: the whole story in one line. */
function fallback(
  { deployment, change, now }: Extract<Notice, { kind: 'deployment' }>,
  stages: readonly Stage[],
): string {
  const at = stages.find(({ state }) => state === 'failed') ?? stages.find(({ state }) => state === 'running');
  const ref = shortRef(deployment.ref.name, deployment.sha);
  const sha = shortSha(deployment.sha);
  const commit = ref === sha ? sha : `${ref} (${sha})`;
  const what = `${esc(subject(deployment), 100)} ${commit} to ${esc(deployment.environment, 60)}`;
  const state = `${stateWords[deployment.state].words}${detail(deployment, now)}`;
  if (isRollback(deployment)) {
    const { words } = stateWords[deployment.state];
    return `${esc(rollbackTitle(deployment), 150)}, ${fromTo(deployment)}: ${words}. ${clockWords(deployment, now).replace(/:stopwatch: |\*/g, '')}. Asked by ${esc(deployment.requester.name, 80)}.`;
  }
  const stage = at && !['succeeded', 'rejected', 'expired'].includes(deployment.state);
  const lead = change ? `${esc(changeTitle(change), 150)}. ` : '';
  const asked = deployment.state === 'rolling-out' ? deployment.rollout?.question : null;
  const question = asked ? `; a person has to decide: ${esc(asked.why.replace(/\.$/, ''), 200)}` : '';
  return `${lead}Deploy ${what}: ${state}${stage ? `; ${esc(at.title, 80)}: ${esc(at.words, 120)}` : ''}${question}. ${deployment.origin.via === 'github' ? 'Started' : 'Asked'} by ${esc(deployment.requester.name, 80)}.`;
}

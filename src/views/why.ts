import type { KnownBlock } from '@slack/types';
import type { Deployment } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import { sayDemands, sayLacking, stillLacking } from '../model/quorum.ts';
import { sayDuration } from '../model/time.ts';
import { blocked } from '../model/verdict.ts';
import type { Message } from './blocks.ts';
import { context, divider, header, section } from './blocks.ts';
import { refAndSha } from './change.ts';
import { openingLines } from './opening.ts';
import { blockingGates, refLines, verdictBlocks } from './refusal.ts';
import { stateWords, subject } from './state-words.ts';
import { date, dateThere, esc } from './text.ts';

/** Only for the person who asked: how every gate judges it, when it would pass, who would be asked, and what is under way there. */
export function whyView(notice: Extract<Notice, { kind: 'why' }>): Message {
  const { what, person, verdicts, approvals: rule, ref, underWay, at, now, timezone } = notice;
  const stopped = blocked(verdicts);
  const who = esc(person.name, 80);
  const answer = stopped
    ? `:no_entry: It would be refused by: ${blockingGates(verdicts)}.`
    : rule
      ? `:raised_hand: Every gate lets it pass; then ${rule.required} of ${esc(rule.roles.join(' or '), 200)} must approve within ${sayDuration(rule.expiresAfter)}${esc(sayDemands(rule), 200)}, and ${who} does not count.`
      : ':white_check_mark: Every gate lets it pass; it would start at once.';
  const asked =
    stopped && rule
      ? [
          `:raised_hand: When every gate lets it pass, ${rule.required} of ${esc(rule.roles.join(' or '), 200)} must approve${esc(sayDemands(rule), 200)}, and ${who} does not count.`,
        ]
      : [];
  return {
    text: `Why: ${esc(what, 200)} ${stopped ? `would be refused by ${blockingGates(verdicts)}` : 'would pass every gate'}.`,
    blocks: [
      header(`Why: ${what}`),
      section([
        answer,
        ...openingLines(verdicts, notice),
        ...asked,
        ...(at === now
          ? []
          : [`:crystal_ball: Judged for ${dateThere(at, timezone)}; everything but the time is as it is now.`]),
        ...refLines(ref, now),
      ]),
      ...verdictBlocks(verdicts, timezone),
      ...underWayBlocks(underWay),
      context([`Judged for ${who}. Nothing was started.`]),
    ],
  };
}

function underWayBlocks(underWay: readonly Deployment[]): KnownBlock[] {
  if (underWay.length === 0) return [];
  return [divider, section(['*Under way there*', ...underWay.flatMap(underWayLines)])];
}

/** What it is, and, where it waits, for what: who can let it go on, and until when. */
function underWayLines(deployment: Deployment): string[] {
  const { state, requester, ref, sha, approval, place } = deployment;
  const { sign, words } = stateWords[state];
  const urgent = deployment.glass ? ', in an emergency' : '';
  const line = `${sign} ${esc(subject(deployment), 100)} ${refAndSha(ref.name, sha)} by ${esc(requester.name, 80)}${urgent}: ${words}`;
  if (state === 'awaiting-approval' && approval) {
    const missing = sayLacking(stillLacking(approval)) ?? 'nothing';
    return [
      line,
      `• *Approvals still missing:* ${esc(missing, 200)}, of ${esc(approval.rule.roles.join(' or '), 200)}, until ${date(approval.expiresAt)}`,
      ...((deployment.scheduledFor ?? null) === null
        ? []
        : [`• It is to start ${date(deployment.scheduledFor ?? 0)}.`]),
      ...(approval.rule.checklist
        ? [`• Its checklist is ticked when it is approved: ${esc(approval.rule.checklist.join('; '), 800)}`]
        : []),
    ];
  }
  if (state === 'scheduled' && deployment.scheduledFor !== null) {
    return [line, `• It starts ${date(deployment.scheduledFor)}, if every gate lets it pass then.`];
  }
  if (state === 'queued' && place !== null) return [line, `• Number ${place} in the lane; it starts by itself.`];
  return [line];
}

import type { KnownBlock } from '@slack/types';
import type { Approval, Vote } from '../model/approval.ts';
import type { Deployment } from '../model/deployment.ts';
import { sayLacking, stillLacking } from '../model/quorum.ts';
import { section } from './blocks.ts';
import { date, esc } from './text.ts';
import { toldTogether, verdictLine, verdictLines } from './verdicts.ts';

/** The question: how many of whom, who has answered, until when, and what the gates saw. */
export function approvalBlocks(deployment: Deployment, approval: Approval, approvers: readonly string[]): KnownBlock[] {
  const { rule, votes } = approval;
  const given = new Set(votes.filter(({ choice }) => choice === 'approve').map(({ person }) => person.slackId)).size;
  const missing = sayLacking(stillLacking(approval));
  const who = esc(approvers.join(', ') || rule.roles.join(', '), 300);
  return [
    section([
      `*Approval*  ${given} of ${rule.required} given${missing && rule.atLeast ? `; lacking: ${esc(missing, 200)}` : ''}`,
      ...votes.map((vote) => `• ${voteWords(vote)}`),
      ...(rule.checklist ? [`• *Who approves ticks:* ${esc(rule.checklist.join('; '), 800)}`] : []),
      `• *Who may approve:* ${who}; not ${namesOfAskers(deployment)}, who asked${rule.authors === false ? ', and no author of what is deployed' : ''}`,
      `• *Expires:* ${date(approval.expiresAt)}; one rejection ends it`,
    ]),
    ...gateBlocks(deployment),
  ];
}

/** What every gate says of what waits: of what stands in its way also what would help, who can and when. */
export function gateBlocks({ verdicts }: Pick<Deployment, 'verdicts'>): KnownBlock[] {
  if (verdicts.length === 0) return [];
  const { told, rest } = toldTogether(verdicts);
  const lines = told.flatMap((verdict) =>
    verdict.outcome === 'block' ? verdictLines(verdict, null) : [verdictLine(verdict)],
  );
  return [section(['*Gates*', ...lines, ...rest])];
}

/** For the deployment, and for the re-run where it is one: neither of them decides. */
function namesOfAskers({ requester, attempts }: Deployment): string {
  const names = [requester.name, ...attempts.slice(-1).map(({ by }) => by.name)];
  return [...new Set(names)].map((name) => esc(name, 80)).join(' and ');
}

function voteWords(vote: Vote): string {
  const did = vote.choice === 'approve' ? ':white_check_mark: approved by' : ':no_entry: rejected by';
  const reason = vote.reason ? `: ${esc(vote.reason, 300)}` : '';
  return `${did} ${voterWords(vote)} (${esc(vote.role, 60)}) ${date(vote.at)}${reason}${tickedWords(vote)}`;
}

/** Who voted, and in whose place. */
function voterWords(vote: Vote): string {
  return `${esc(vote.person.name, 80)}${vote.for ? ` for ${esc(vote.for.name, 80)}` : ''}`;
}

function tickedWords({ ticked }: Vote): string {
  return ticked
    ? `; ticked ${ticked.length === 1 ? 'the one item' : `all ${ticked.length} items`} of the checklist`
    : '';
}

/** Who decided what, for the card after the decision; empty while it is open. */
export function decisionLine(approval: Approval): string {
  const names = (choice: Vote['choice']) =>
    approval.votes
      .filter((vote) => vote.choice === choice)
      .map((vote) => `${voterWords(vote)} (${esc(vote.role, 60)}${tickedWords(vote)})`)
      .join(', ');
  const when = approval.decidedAt === null ? '' : ` ${date(approval.decidedAt)}`;
  switch (approval.decision) {
    case 'pending':
      return '';
    case 'approved':
      return `:white_check_mark: Approved by ${names('approve') || 'nobody'}${when}`;
    case 'rejected':
      return `:no_entry: Rejected by ${names('reject') || 'a reviewer on GitHub'}${when}`;
    case 'expired':
      return `:hourglass: The approval expired${when}: ${names('approve') ? `only ${names('approve')} approved` : 'nobody answered'}`;
    case 'withdrawn':
      return `:no_entry_sign: The approval was withdrawn${when}`;
  }
}

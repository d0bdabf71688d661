import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { EnvironmentReviewer, HoldAnswer, WaitingEnvironment } from '../model/github-environment.ts';
import { esc, link } from './text.ts';

const most = 5;

/** For whom GitHub holds the run, and where they answer; empty when it holds nothing. */
export function waitingLines({ hold, run, state, admitted }: Deployment): string[] {
  if (!hold || ended(state)) return [];
  return hold.waiting.slice(0, most).map((environment) => {
    const url = run?.url ?? environment.url;
    const where = url === null ? '' : ` ${link(url, 'Review it on GitHub')}`;
    return `:raised_hand: ${words(environment, admitted === false && state !== 'running')}${environment.reviewers.length > 0 ? where : ''}`;
  });
}

function words({ name, reviewers }: WaitingEnvironment, undecided: boolean): string {
  const place = `*${esc(name, 100)}*`;
  if (reviewers.length === 0 && undecided) return `GitHub holds its run before ${place} until it is decided here.`;
  if (reviewers.length === 0) return `GitHub holds the run before ${place}: for a rule of an App, or a timer.`;
  return `GitHub waits for its own reviewers of ${place}: ${reviewers.map(reviewerWords).join(' or ')}.`;
}

function reviewerWords({ kind, name }: EnvironmentReviewer): string {
  return kind === 'team' ? `the team ${esc(name, 100)}` : esc(name, 100);
}

/** Who let the run into its environments on GitHub, or turned it away; the newest few. */
export function answerLines({ hold }: Deployment): string[] {
  return hold ? hold.answers.slice(-most).map(answerLine) : [];
}

function answerLine({ environment, decision, how, by, comment }: HoldAnswer): string {
  const sign = decision === 'approved' ? ':white_check_mark:' : ':no_entry:';
  const did = decision === 'approved' ? 'Let into' : 'Turned away from';
  const place = `${did} ${esc(environment, 100)} on GitHub`;
  switch (how) {
    case 'rule':
      return `${sign} ${place} by Quarterdeck's own rule`;
    case 'in-name':
      return `${sign} ${place} in the name of ${esc(by, 80)}`;
    default:
      return `${sign} ${place} by ${esc(by, 80)}${comment === '' ? '' : `: ${esc(comment, 300)}`}`;
  }
}

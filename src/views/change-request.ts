import type { SectionBlock } from '@slack/types';
import type { ChangeRequest } from '../model/change-request.ts';
import type { Deployment } from '../model/deployment.ts';
import type { HealthResult } from '../model/health-results.ts';
import { healthResults } from '../model/health-results.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, context, header, present, section } from './blocks.ts';
import { changeLines } from './change.ts';
import { changeStepLines } from './change-steps.ts';
import { changeStateWords } from './change-words.ts';
import { subject } from './state-words.ts';
import { code, date, esc, link } from './text.ts';
import { verdictLine } from './verdicts.ts';

/** One change request, for one person: where it stands, its five steps, and what was asked for. */
export function changeRequestView({ change, deployment, url }: Extract<Notice, { kind: 'change-request' }>): Message {
  const { id, plan, state, stateSince, requester, requestedAt } = change;
  const { sign, words } = changeStateWords[state];
  return {
    text: `Change request ${esc(id, 40)}, ${esc(plan.title, 150)}: ${words}`,
    blocks: present(
      header(changeTitle(change)),
      section([
        `${sign} *${words}*, ${date(stateSince)}`,
        `${esc(subject(deployment), 100)} → ${esc(deployment.environment, 60)}`,
        ...(deployment.note ? [`:information_source: ${esc(deployment.note, 500)}`] : []),
      ]),
      section(changeLines(deployment)),
      ...changeSections(change, deployment),
      actions(
        [],
        [
          { label: 'Open its message', url },
          { label: 'View run', url: deployment.run?.url ?? null },
          { label: 'Open environment', url: deployment.url },
        ],
      ),
      context([`${code(id)} · asked for by ${esc(requester.name, 80)}, ${date(requestedAt)}`]),
    ),
  };
}

export function changeTitle({ plan }: Pick<ChangeRequest, 'plan'>): string {
  return `Change: ${plan.title}`;
}

/** What stands first: what becomes of the change once its deployment has done its part; and how that stands, in `deployed`. */
export function changeLead(change: ChangeRequest, deployment: Deployment, deployed: string): string[] {
  const where = `Deploy ${esc(subject(deployment), 100)} → ${esc(deployment.environment, 60)}`;
  const { sign, words } = changeStateWords[change.state];
  const said = change.validation;
  if (said && !said.right)
    return [`${sign} *The change is not right*, says ${esc(said.by.name, 80)}`, `${where}: ${deployed}`];
  if (said || change.state === 'validating') {
    return [`${sign} *${words}* by ${esc((said?.by ?? change.requester).name, 80)}`, `${where}: ${deployed}`];
  }
  return [where, deployed];
}

/** What only a change has: its five steps, what was said when it was asked for, and afterwards the results to judge it by. */
export function changeSections(change: ChangeRequest, deployment: Deployment): SectionBlock[] {
  const carriedOut = change.state === 'validating' || change.validation !== null;
  return [
    section(changeStepLines(change, deployment)),
    section(planLines(change)),
    ...(carriedOut ? [section(resultLines(deployment))] : []),
  ];
}

const most = 600;

function planLines({ plan }: ChangeRequest): string[] {
  return [
    ...(plan.description ? [`*What and why*  ${esc(plan.description, most)}`] : []),
    `*Rollback plan*  ${esc(plan.rollback, most)}`,
    `*How it is validated*  ${esc(plan.validation, most)}`,
  ];
}

/** What there is to judge it by: smoke tests and health checks of its run, and the checks of its commit. */
export function resultLines({ run, verdicts }: Pick<Deployment, 'run' | 'verdicts'>): string[] {
  const results = run ? healthResults(run) : [];
  const checks = verdicts.find(({ gate, reason }) => gate === 'checks' && reason !== 'not-configured');
  return [
    '*Results*',
    ...(results.length > 0
      ? results.map(resultLine)
      : [':heavy_minus_sign: Its run has no job or step named after smoke tests or health checks.']),
    ...(checks ? [verdictLine(checks)] : []),
  ];
}

function resultLine({ name, conclusion, url }: HealthResult): string {
  const sign = conclusion === 'success' ? ':white_check_mark:' : conclusion === 'failure' ? ':x:' : ':white_circle:';
  const words = conclusion === 'success' ? 'passed' : conclusion === 'failure' ? 'failed' : (conclusion ?? 'not ended');
  return `${sign} ${link(url, name, 120)}: ${esc(words.replaceAll('_', ' '), 40)}`;
}

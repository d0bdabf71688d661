import type { KnownBlock, PlanBlock, TaskCardBlock } from '@slack/types';
import { section } from './blocks.ts';
import type { Stage, StageState } from './stage.ts';
import { cut, esc, inert, link, webAddress } from './text.ts';

/** Slack documents no limit for the tasks of a plan; more than this is not read by anybody anyway. */
const mostTasks = 20;

const cardStatus: Record<StageState, TaskCardBlock['status']> = {
  pending: 'pending',
  waiting: 'pending',
  running: 'in_progress',
  done: 'complete',
  skipped: 'complete',
  failed: 'error',
  cancelled: 'error',
};

const sign: Record<StageState, string> = {
  pending: ':white_small_square:',
  waiting: ':hourglass_flowing_sand:',
  running: ':arrow_forward:',
  done: ':white_check_mark:',
  skipped: ':heavy_minus_sign:',
  failed: ':x:',
  cancelled: ':no_entry_sign:',
};

/** The stages as Slack's own plan; null when there are too many for one. */
export function plan(title: string, stages: readonly Stage[]): PlanBlock | null {
  if (stages.length === 0 || stages.length > mostTasks) return null;
  return { type: 'plan', title: inert(title, 150), tasks: stages.map(task) };
}

function task(stage: Stage): TaskCardBlock {
  // The whole run has its own button; only what people want to look into is linked from here.
  const linked = stage.state === 'failed' || stage.state === 'running';
  const url = linked && stage.url !== null ? webAddress(stage.url) : null;
  return {
    type: 'task_card',
    task_id: cut(stage.id, 200),
    title: inert(stage.title, 100) || 'job',
    status: cardStatus[stage.state],
    output: {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: inert(stage.words, 200) || '–' }] }],
    },
    ...(url ? { sources: [{ type: 'url', url, text: 'Open on GitHub' }] } : {}),
  };
}

/** The same stages as lines of text: what failed or runs first when they are many. */
export function plainProgress(title: string, stages: readonly Stage[]): KnownBlock {
  const shown = stages.length <= 25 ? stages : [...stages].sort((a, b) => urgency(a) - urgency(b)).slice(0, 25);
  const lines = shown.map((stage) => {
    const name = stage.url ? link(stage.url, stage.title, 80) : esc(stage.title, 80);
    return `${sign[stage.state]} *${name}*  ${esc(stage.words, 160)}`;
  });
  const rest = stages.length - shown.length;
  return section([`*${esc(title, 150)}*`, ...lines, ...(rest > 0 ? [`… and ${rest} more stages`] : [])]);
}

const order: readonly StageState[] = ['failed', 'running', 'waiting', 'cancelled', 'pending', 'done', 'skipped'];

function urgency(stage: Stage): number {
  return order.indexOf(stage.state);
}

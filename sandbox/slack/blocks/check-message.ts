import { SlackRefusal } from '../api/refusal.ts';
import { blockObjects, isRecord, textOf } from './block-object.ts';
import { checkBlocks } from './check-blocks.ts';
import { type Problem, problem } from './problems.ts';

/** Slack documents no such limit; apps have met it at this number of characters over all blocks. */
const longestBlocks = 13_200;
const longestMarkdown = 12_000;
const longestDataTable = 10_000;
const notText = new Set(['type', 'block_id', 'action_id', 'url', 'image_url', 'task_id', 'status', 'style']);

/**
 * Refuses blocks that Slack would not take in a message.
 * @throws SlackRefusal `invalid_blocks` with what is wrong in `response_metadata.messages`, or `msg_blocks_too_long`
 */
export function checkMessageBlocks(blocks: unknown): void {
  const problems = checkBlocks(blocks, 'message', ['blocks']);
  if (problems.length === 0) problems.push(...checkSums(blocks));
  if (problems.length > 0) throw new SlackRefusal('invalid_blocks', refusalDetail(problems));
  if (textLength(blocks) > longestBlocks) throw new SlackRefusal('msg_blocks_too_long');
}

/** The part of Slack's answer that names each problem. */
export function refusalDetail(problems: readonly Problem[]): Record<string, unknown> {
  return {
    errors: problems,
    response_metadata: { messages: problems.map((text) => `[ERROR] ${text}`) },
  };
}

function checkSums(value: unknown): Problem[] {
  const blocks = blockObjects(value);
  const markdown = blocks
    .filter((block) => block.type === 'markdown')
    .reduce((sum, block) => sum + textOf(block).length, 0);
  const problems: Problem[] = [];
  if (markdown > longestMarkdown) {
    problems.push(problem(`markdown blocks must be less than ${longestMarkdown + 1} characters in sum`, ['blocks']));
  }
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'data_table') continue;
    const rows = Array.isArray(block.rows) ? block.rows : [];
    const widths = new Set(rows.map((row: unknown) => (Array.isArray(row) ? row.length : 0)));
    if (widths.size > 1)
      problems.push(problem('all rows must have the same number of cells', ['blocks', index, 'rows']));
    if (textLength(rows) > longestDataTable) {
      problems.push(problem(`must be less than ${longestDataTable + 1} characters`, ['blocks', index, 'rows']));
    }
  }
  return problems;
}

/** Characters of everything in `value` that a person can read or that the app hides in a value. */
export function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + textLength(item), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce((sum, [key, item]) => (notText.has(key) ? sum : sum + textLength(item)), 0);
}

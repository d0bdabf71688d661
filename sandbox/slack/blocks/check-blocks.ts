import { type BlockObject, blockObjects, isBlockObject, stringOf } from './block-object.ts';
import { knownBlock } from './block-schema.ts';
import { type Problem, problem, toProblems } from './problems.ts';
import { allowedBlocks, maxBlocks, type Surface } from './surfaces.ts';
import { elementsOf, walkBlocks } from './walk.ts';

/**
 * Everything that Slack would refuse in `blocks` on that surface, in its words; none when they are good.
 * `base` is where the blocks stand in the request: `['blocks']` or `['view', 'blocks']`.
 */
export function checkBlocks(blocks: unknown, surface: Surface, base: readonly string[]): Problem[] {
  if (!Array.isArray(blocks)) return [problem('must provide an array', base)];
  const limit = maxBlocks[surface];
  if (blocks.length > limit) return [problem(`no more than ${limit} items allowed`, base)];
  const problems = blocks.flatMap((block: unknown, index) => checkBlock(block, surface, [...base, index]));
  return problems.length > 0 ? problems : checkTogether(blockObjects(blocks), base);
}

function checkBlock(block: unknown, surface: Surface, path: readonly PropertyKey[]): Problem[] {
  if (!isBlockObject(block)) return [problem('missing required field: type', path)];
  if (!allowedBlocks[surface].has(block.type)) {
    return [problem(`unsupported type: ${block.type}`, [...path, 'type'])];
  }
  const checked = knownBlock.safeParse(block);
  return checked.success ? checkElements(block, path) : toProblems(checked.error.issues, block, path);
}

function checkElements(block: BlockObject, path: readonly PropertyKey[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const [index, element] of elementsOf(block).entries()) {
    const id = stringOf(element.action_id);
    const at = [...path, 'elements', index];
    if (id !== undefined && seen.has(id)) {
      problems.push(problem(`\`action_id\` "${id}" already exists for another element`, [...at, 'action_id']));
    }
    if (id !== undefined) seen.add(id);
    const isSelect = element.type === 'static_select' || element.type === 'multi_static_select';
    if (isSelect && (element.options === undefined) === (element.option_groups === undefined)) {
      problems.push(problem('must have either `options` or `option_groups`', at));
    }
  }
  return problems;
}

function checkTogether(blocks: BlockObject[], base: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const block of walkBlocks(blocks)) {
    const id = stringOf(block.block_id);
    if (id === undefined) continue;
    if (seen.has(id)) problems.push(problem(`\`block_id\` "${id}" already exists for another block`, base));
    seen.add(id);
  }
  const count = (...types: string[]) => [...walkBlocks(blocks)].filter((block) => types.includes(block.type)).length;
  if (count('plan') > 1) problems.push(problem('Cannot have more than 1 plan block', base));
  if (count('table', 'data_table') > 1) problems.push(problem('only one table block allowed', base));
  return problems;
}

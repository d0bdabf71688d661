import { type BlockObject, isBlockObject, isRecord } from './block-object.ts';
import { elementsOf, walkBlocks } from './walk.ts';

/**
 * A copy of `blocks` in which every block has a block_id and every interactive element an action_id, as Slack gives
 * them to those that came without. `next` makes a new id.
 */
export function assignIds(blocks: readonly BlockObject[], next: () => string): BlockObject[] {
  const copy = structuredClone(blocks.filter(isBlockObject));
  for (const block of walkBlocks(copy)) {
    if (typeof block.block_id !== 'string' || block.block_id === '') block.block_id = next();
    for (const element of elementsOf(block)) {
      if (typeof element.action_id !== 'string' || element.action_id === '') element.action_id = next();
    }
  }
  return copy;
}

/** A copy of a text object as Slack stores it: plain text has `emoji` spelled out. */
export function storedText(value: unknown): unknown {
  return isRecord(value) && value.type === 'plain_text' ? { emoji: true, ...value } : value;
}

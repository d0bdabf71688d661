import { type BlockObject, blockObjects, isBlockObject } from './block-object.ts';

/** A block and every block inside it (containers, carousels, cards), in the order in which a person reads them. */
export function* walkBlocks(blocks: readonly BlockObject[]): Generator<BlockObject> {
  for (const block of blocks) {
    yield block;
    if (block.type === 'container') yield* walkBlocks(blockObjects(block.child_blocks));
    if (block.type === 'carousel') yield* walkBlocks(blockObjects(block.elements));
  }
}

/** The interactive elements that a block holds itself. */
export function elementsOf(block: BlockObject): BlockObject[] {
  switch (block.type) {
    case 'actions':
    case 'context_actions':
      return blockObjects(block.elements);
    case 'section':
      return isBlockObject(block.accessory) && block.accessory.type !== 'image' ? [block.accessory] : [];
    case 'input':
      return isBlockObject(block.element) ? [block.element] : [];
    case 'card':
      return blockObjects(block.actions);
    default:
      return [];
  }
}

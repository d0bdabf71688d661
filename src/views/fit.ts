import type { KnownBlock } from '@slack/types';
import type { Message } from './blocks.ts';
import { context } from './blocks.ts';
import { cut } from './text.ts';

/** Slack documents 50 blocks; of the total length it only tells with `msg_blocks_too_long`, met at about 13,200 characters. */
export const blockLimit = 50;
export const sizeLimit = 11_800;
export const textLimit = 3_800;

/** Every character of text and addresses in the blocks. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + sizeOf(entry), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, entry]) => sum + (key === 'type' ? 0 : sizeOf(entry)), 0);
}

export function fits(blocks: readonly KnownBlock[]): boolean {
  return blocks.length <= blockLimit && sizeOf(blocks) <= sizeLimit;
}

/** A message that is too large loses its last readable blocks, says so, and keeps its header and its buttons. */
export function withinLimits(message: Message): Message {
  const text = cut(message.text.trim() || 'Quarterdeck', textLimit);
  if (fits(message.blocks)) return { text, blocks: message.blocks };
  const note = context(['This message was shortened: it was longer than Slack allows.']);
  const kept = [...message.blocks];
  while (!fits([...kept, note])) {
    const last = kept.findLastIndex((block, index) => index > 0 && block.type !== 'actions');
    kept.splice(last > 0 ? last : kept.length - 1, 1);
  }
  const before = kept.findLastIndex((block) => block.type !== 'actions') + 1;
  kept.splice(before, 0, note);
  return { text, blocks: kept };
}

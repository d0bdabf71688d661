import { assignIds } from '../blocks/assign-ids.ts';
import { type BlockObject, blockObjects, isRecord } from '../blocks/block-object.ts';
import { checkMessageBlocks, refusalDetail } from '../blocks/check-message.ts';
import { problem } from '../blocks/problems.ts';
import type { StoredMessage } from '../state/messages.ts';
import type { Workspace } from '../state/workspace.ts';
import { SlackRefusal } from './refusal.ts';

/** Longer texts are cut, not refused. */
const longestText = 40_000;
const longestMetadata = 8_000;

export interface MessageDraft {
  channel: string;
  user: string;
  text?: string | undefined;
  blocks?: unknown;
  metadata?: unknown;
  threadTs?: string | undefined;
  ephemeralTo?: string | undefined;
}

/**
 * Adds a message after all of Slack's checks.
 * @throws SlackRefusal `no_text`, `invalid_blocks`, `msg_blocks_too_long`, `invalid_metadata_format`, `metadata_too_large`
 */
export function addMessage(workspace: Workspace, draft: MessageDraft): StoredMessage {
  const { channel, user, text = '', threadTs, ephemeralTo } = draft;
  const blocks = checkedBlocks(workspace, draft.blocks);
  if (text === '' && blocks.length === 0) throw new SlackRefusal('no_text');
  const metadata = checkedMetadata(draft.metadata);
  const message = workspace.messages.add({
    ts: workspace.nextTs(),
    channel,
    user,
    text: text.slice(0, longestText),
    blocks,
    files: [],
    reactions: new Map(),
    ...(threadTs !== undefined && { threadTs }),
    ...(ephemeralTo !== undefined && { ephemeralTo }),
    ...(metadata !== undefined && { metadata }),
  });
  workspace.changed('message');
  return message;
}

/** Slack keeps the old blocks and metadata of a message when an update does not name them. */
export function editMessage(
  workspace: Workspace,
  message: StoredMessage,
  change: { text?: string | undefined; blocks?: unknown; metadata?: unknown },
): void {
  const { text, blocks, metadata } = change;
  if (text === undefined && blocks === undefined) throw new SlackRefusal('no_text');
  const checked = blocks === undefined ? message.blocks : checkedBlocks(workspace, blocks);
  if ((text ?? message.text) === '' && checked.length === 0) throw new SlackRefusal('no_text');
  if (metadata !== undefined) {
    const kept = checkedMetadata(metadata);
    if (kept === undefined) delete message.metadata;
    else message.metadata = kept;
  }
  message.blocks = checked;
  message.text = text ?? message.text;
  message.edited = { user: message.user, ts: workspace.nextTs() };
  workspace.changed('message');
}

function checkedBlocks(workspace: Workspace, blocks: unknown): StoredMessage['blocks'] {
  if (blocks === undefined || blocks === null) return [];
  checkMessageBlocks(blocks);
  checkPictures(workspace, blockObjects(blocks));
  return assignIds(blockObjects(blocks), workspace.nextBlockId);
}

/** A message shows only pictures that Slack has, has looked at, and can draw. */
function checkPictures({ files, realNow }: Workspace, blocks: readonly BlockObject[]): void {
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'image' || !isRecord(block.slack_file)) continue;
    const { id } = block.slack_file;
    const file = typeof id === 'string' ? files.get(id) : undefined;
    const shown = file?.shownFrom ?? Number.POSITIVE_INFINITY;
    if (file?.mimetype.startsWith('image/') && shown <= realNow()) continue;
    const problems = [problem('invalid slack file', ['blocks', index, 'slack_file'])];
    throw new SlackRefusal('invalid_blocks', refusalDetail(problems));
  }
}

function checkedMetadata(metadata: unknown): unknown {
  if (metadata === undefined || metadata === null) return undefined;
  if (!isRecord(metadata)) throw new SlackRefusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return undefined;
  const { event_type: type, event_payload: payload } = metadata;
  if (typeof type !== 'string' || !isRecord(payload)) throw new SlackRefusal('invalid_metadata_format');
  const values = Object.values(payload).flatMap((value) => (Array.isArray(value) ? value : [value]));
  if (!values.every(isFlat)) throw new SlackRefusal('invalid_metadata_schema');
  if (JSON.stringify(metadata).length > longestMetadata) throw new SlackRefusal('metadata_too_large');
  return metadata;
}

function isFlat(value: unknown): boolean {
  const primitive = (one: unknown) => ['string', 'number', 'boolean'].includes(typeof one);
  return primitive(value) || (isRecord(value) && Object.values(value).every(primitive));
}

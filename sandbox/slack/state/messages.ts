import type { BlockObject } from '../blocks/block-object.ts';

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  size: number;
  content: Buffer;
  mimetype: string;
}

export interface StoredMessage {
  ts: string;
  /** Channel id. */
  channel: string;
  /** Slack user id of the author. */
  user: string;
  text: string;
  blocks: BlockObject[];
  threadTs?: string;
  metadata?: unknown;
  /** Slack user id of the only person who sees it. */
  ephemeralTo?: string;
  edited?: { user: string; ts: string };
  files: StoredFile[];
  /** Emoji name → ids of the users who reacted. */
  reactions: Map<string, Set<string>>;
}

/** Every message of the workspace, by channel, oldest first. */
export class Messages {
  readonly #channels = new Map<string, StoredMessage[]>();

  add(message: StoredMessage): StoredMessage {
    const list = this.#channels.get(message.channel) ?? [];
    list.push(message);
    this.#channels.set(message.channel, list);
    return message;
  }

  /** All of a channel: thread replies and ephemeral messages too. */
  list(channel: string): readonly StoredMessage[] {
    return this.#channels.get(channel) ?? [];
  }

  find(channel: string, ts: string): StoredMessage | undefined {
    return this.list(channel).find((message) => message.ts === ts);
  }

  /** Replies to the message `ts`, oldest first, without the ephemeral ones. */
  replies(channel: string, ts: string): StoredMessage[] {
    return this.list(channel).filter(
      (message) => message.threadTs === ts && message.ts !== ts && message.ephemeralTo === undefined,
    );
  }

  remove(message: StoredMessage): void {
    const list = this.#channels.get(message.channel) ?? [];
    const index = list.indexOf(message);
    if (index >= 0) list.splice(index, 1);
  }
}

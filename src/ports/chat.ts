import type { Notice } from '../model/notice.ts';

/**
 * Telling people. Every call only writes to the outbox: it returns when that is stored, and a courier delivers. Channels are
 * ids or names, as in the catalog.
 */
export interface Chat {
  /** The message of `anchor` should now read so. Posted the first time, edited afterwards; the last write wins. */
  show(message: { anchor: string; channel: string; notice: Notice }): Promise<void>;
  /** Adds to the thread of `anchor`, in order, once for each `key`. */
  reply(message: { anchor: string; key: string; notice: Notice }): Promise<void>;
  /** Tells one person alone, where they acted; once for each `key`. */
  whisper(message: {
    key: string;
    person: string;
    channel: string;
    responseUrl: string | null;
    notice: Notice;
  }): Promise<void>;
  /** Where the anchor's message is, when it has been delivered. */
  permalink(anchor: string): Promise<string | null>;
}

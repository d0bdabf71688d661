import type { WebClient } from '@slack/web-api';
import type { Notice } from '../../model/notice.ts';
import type { Instant } from '../../model/time.ts';
import type { Log } from '../../ports/log.ts';
import type { Outbox } from '../../ports/outbox.ts';
import type { Pause } from '../../ports/pause.ts';
import type { Message } from '../../views/blocks.ts';
import { renderNotice } from '../../views/render.ts';
import type { Channels } from './channels.ts';
import type { Identity } from './identity.ts';
import type { Picture, Pictures } from './pictures.ts';
import type { Schedule } from './schedule.ts';
import { refusesBlocks } from './trouble.ts';

/** What every delivery needs. Times are the real clock's. */
export interface Desk {
  client: WebClient;
  schedule: Schedule;
  channels: Channels;
  outbox: Outbox;
  identity: () => Promise<Identity>;
  /** Where an anchor's message is; null while it has not been delivered. */
  permalink: (anchor: string) => Promise<string | null>;
  /** Sends to a response_url. */
  answer: (responseUrl: string, body: Record<string, unknown>) => Promise<Answered>;
  pictures: Pictures;
  log: Log;
  now: () => Instant;
  pause: Pause;
}

/** `gone`: the address is used up or expired. */
export type Answered = 'said' | 'gone' | 'blocks-refused';

/** What became of a delivery that did not fail. */
export type Settled =
  | { kind: 'delivered'; posted: { channelId: string; ts: string } | null }
  /** It must come again: the message was deleted in Slack. */
  | { kind: 'lost' }
  | { kind: 'again'; after: number; why: string }
  | { kind: 'never'; why: string };

/** Slack has the picture, and does not show it yet: certainly nothing was posted. */
export class PictureNotReady extends Error {
  constructor(cause: unknown) {
    super('Slack is still looking at the picture', { cause });
    this.name = 'PictureNotReady';
  }
}

/**
 * Sends a notice in the best form that Slack takes: as designed, then without special blocks, then as its text alone. Errors that
 * are not about the blocks pass through.
 */
export async function inBestForm<T>(
  desk: Pick<Desk, 'log' | 'pictures'>,
  notice: Notice,
  permalink: string | null,
  send: (message: Message) => Promise<T>,
  picture: Picture | null = null,
): Promise<T> {
  if (picture) {
    try {
      return await send(renderNotice(notice, { plain: false, permalink, picture: picture.fileId }));
    } catch (error) {
      if (!refusesBlocks(error)) throw error;
      if (desk.pictures.isNew(picture)) throw new PictureNotReady(error);
      desk.log.warn({ err: error, notice: notice.kind }, 'slack refused a picture; its words go alone');
    }
  }
  const forms: (() => Message)[] = [
    () => renderNotice(notice, { plain: false, permalink }),
    () => renderNotice(notice, { plain: true, permalink }),
    () => ({ text: renderNotice(notice, { plain: true, permalink }).text, blocks: [] }),
  ];
  let refused: unknown;
  for (const form of forms) {
    try {
      return await send(form());
    } catch (error) {
      if (!refusesBlocks(error)) throw error;
      refused = error;
      desk.log.warn({ err: error, notice: notice.kind }, 'slack refused the blocks of a message');
    }
  }
  throw refused;
}

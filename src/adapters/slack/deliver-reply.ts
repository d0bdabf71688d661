import type { Delivery } from '../../ports/outbox.ts';
import type { Message } from '../../views/blocks.ts';
import type { Desk, Settled } from './desk.ts';
import { inBestForm } from './desk.ts';
import { findPosted, metadataType } from './find-posted.ts';
import { refusal } from './trouble.ts';

/** Adds to a thread, once. */
export async function deliverReply(desk: Desk, delivery: Extract<Delivery, { kind: 'reply' }>): Promise<Settled> {
  const { anchor, key, notice, parent } = delivery;
  const { channelId } = parent;
  if (delivery.started) {
    const ts = await lookFor(desk, delivery);
    if (ts !== null) return { kind: 'delivered', posted: { channelId, ts } };
  }
  const picture = await desk.pictures.of(delivery);
  const after = desk.pictures.rest(picture);
  if (after > 0) return { kind: 'again', after, why: 'Slack looks at its picture' };
  await desk.outbox.starting(delivery);
  try {
    const post = (message: Message) =>
      desk.client.chat.postMessage({
        channel: channelId,
        thread_ts: parent.ts,
        text: message.text,
        blocks: message.blocks,
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: metadataType, event_payload: { anchor, key } },
      });
    const posted = await inBestForm(desk, notice, parent.permalink, post, picture);
    return { kind: 'delivered', posted: { channelId, ts: posted.ts ?? '' } };
  } catch (error) {
    if (refusal(error) !== 'thread_not_found') throw error;
    return { kind: 'never', why: 'The message of this thread was deleted in Slack.' };
  }
}

async function lookFor(desk: Desk, { anchor, key, parent }: Extract<Delivery, { kind: 'reply' }>) {
  try {
    return await findPosted(desk, { channelId: parent.channelId, thread: parent.ts }, { anchor, key });
  } catch (error) {
    const code = refusal(error) ?? '';
    if (!['missing_scope', 'not_in_channel', 'channel_not_found', 'thread_not_found'].includes(code)) throw error;
    desk.log.warn({ err: error, channel: parent.channelId }, 'a thread cannot be read; a reply may come twice');
    return null;
  }
}

import type { Delivery } from '../../ports/outbox.ts';
import type { Message } from '../../views/blocks.ts';
import type { Desk, Settled } from './desk.ts';
import { inBestForm } from './desk.ts';
import { findPosted, metadataType } from './find-posted.ts';
import { refusal } from './trouble.ts';

type MessageDelivery = Extract<Delivery, { kind: 'message' }>;

/** Posts or edits the one message of an anchor. */
export async function deliverMessage(desk: Desk, delivery: MessageDelivery): Promise<Settled> {
  const { anchor, notice } = delivery;
  const known = delivery.posted ?? (delivery.started ? await lookFor(desk, delivery) : null);
  const picture = await desk.pictures.of(delivery);
  const after = desk.pictures.rest(picture);
  if (after > 0) return { kind: 'again', after, why: 'Slack looks at its picture' };
  if (known) {
    try {
      await inBestForm(desk, notice, null, (message) => edit(desk, delivery, known, message), picture);
    } catch (error) {
      if (['message_not_found', 'thread_not_found'].includes(refusal(error) ?? '')) return { kind: 'lost' };
      throw error;
    }
    return { kind: 'delivered', posted: known };
  }
  const channel = await desk.channels.idOf(delivery.channel);
  await desk.outbox.starting(delivery);
  const post = (message: Message) =>
    desk.client.chat.postMessage({
      channel,
      ...content(message),
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: metadataType, event_payload: { anchor, version: delivery.version } },
    });
  const posted = await inBestForm(desk, notice, null, post, picture);
  return { kind: 'delivered', posted: { channelId: posted.channel ?? channel, ts: posted.ts ?? '' } };
}

function edit(
  desk: Desk,
  { anchor, version }: MessageDelivery,
  { channelId, ts }: { channelId: string; ts: string },
  message: Message,
) {
  return desk.client.chat.update({
    channel: channelId,
    ts,
    ...content(message),
    metadata: { event_type: metadataType, event_payload: { anchor, version } },
  });
}

/** An edit without blocks would keep the old ones, so none are sent as an empty list. */
function content(message: Message): { text: string; blocks: Message['blocks'] } {
  return { text: message.text, blocks: message.blocks };
}

/** An earlier try may have posted it. Where the channel's history is closed to us, twice is better than never. */
async function lookFor(desk: Desk, { anchor, channel }: MessageDelivery) {
  const channelId = await desk.channels.idOf(channel);
  try {
    const ts = await findPosted(desk, { channelId, thread: null }, { anchor });
    return ts === null ? null : { channelId, ts };
  } catch (error) {
    if (!['missing_scope', 'not_in_channel', 'channel_not_found'].includes(refusal(error) ?? '')) throw error;
    desk.log.warn({ err: error, channel }, 'the history of a channel cannot be read; a message may come twice');
    return null;
  }
}

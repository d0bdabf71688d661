import { hour, second } from '../../model/time.ts';
import type { Delivery } from '../../ports/outbox.ts';
import { renderNotice } from '../../views/render.ts';
import type { Desk, Settled } from './desk.ts';
import { inBestForm, PictureNotReady } from './desk.ts';
import type { Picture } from './pictures.ts';
import { refusal } from './trouble.ts';

type Whisper = Extract<Delivery, { kind: 'whisper' }>;

/** How long an answer that links to a message waits for the message to be there. */
const linkPatience = 5 * second;
/** An answer that comes so late is about something that the person has long seen to. */
const stale = hour;

/**
 * Tells one person: through the address that came with what they did, else as an ephemeral message in the channel, else in a
 * direct message. An ephemeral message cannot be looked for; after a lost answer it is said again.
 */
export async function deliverWhisper(desk: Desk, delivery: Whisper): Promise<Settled> {
  const { notice, responseUrl } = delivery;
  if (desk.now() - delivery.writtenAt > stale) return { kind: 'never', why: 'It could not be said within an hour.' };
  const permalink = notice.kind === 'started' ? await desk.permalink(notice.anchor) : null;
  if (notice.kind === 'started' && permalink === null && desk.now() - delivery.writtenAt < linkPatience) {
    return { kind: 'again', after: second / 4, why: 'its message is not there yet' };
  }
  const picture = await desk.pictures.of(delivery);
  const after = desk.pictures.rest(picture);
  if (after > 0) return { kind: 'again', after, why: 'Slack looks at its picture' };
  await desk.outbox.starting(delivery);
  if (
    responseUrl !== null &&
    delivery.tries < 10 &&
    (await answered(desk, delivery, responseUrl, permalink, picture))
  ) {
    return { kind: 'delivered', posted: null };
  }
  try {
    await inBestForm(desk, notice, permalink, (message) => nearby(desk, delivery, message), picture);
    return { kind: 'delivered', posted: null };
  } catch (error) {
    const code = refusal(error);
    if (
      code === null ||
      !['cannot_dm_bot', 'user_not_found', 'user_disabled', 'messages_tab_disabled'].includes(code)
    ) {
      throw error;
    }
    return { kind: 'never', why: `Slack lets nobody tell this person (${code}).` };
  }
}

async function answered(
  desk: Desk,
  { notice }: Whisper,
  responseUrl: string,
  permalink: string | null,
  picture: Picture | null,
) {
  const forms = [{ plain: false }, { plain: true }];
  for (const form of picture ? [{ plain: false, picture: picture.fileId }, ...forms] : forms) {
    const { text, blocks } = renderNotice(notice, { ...form, permalink });
    const body = { response_type: 'ephemeral', replace_original: false, text, blocks };
    const answer = await desk.answer(responseUrl, body);
    if (answer !== 'blocks-refused') return answer === 'said';
    if ('picture' in form && picture && desk.pictures.isNew(picture)) throw new PictureNotReady(answer);
  }
  return false;
}

/** In the channel where they acted if both can be there, else directly. */
async function nearby(
  desk: Desk,
  { channel, person }: Whisper,
  { text, blocks }: { text: string; blocks: ReturnType<typeof renderNotice>['blocks'] },
): Promise<void> {
  const { client, schedule } = desk;
  if (!/^[UW]/.test(channel)) {
    try {
      const channelId = await desk.channels.idOf(channel);
      await schedule.call('chat.postEphemeral', () =>
        client.chat.postEphemeral({ channel: channelId, user: person, text, blocks }),
      );
      return;
    } catch (error) {
      if (!isElsewhere(error)) throw error;
    }
  }
  await schedule.call('chat.postMessage', () => client.chat.postMessage({ channel: person, text, blocks }));
}

const elsewhere = ['channel_not_found', 'not_in_channel', 'user_not_in_channel', 'is_archived', 'restricted_action'];

function isElsewhere(error: unknown): boolean {
  return (
    elsewhere.includes(refusal(error) ?? '') ||
    (error instanceof Error && error.name === 'Fault' && 'kind' in error && error.kind === 'not-found')
  );
}

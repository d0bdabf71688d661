import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Chart } from '../../model/chart.ts';
import { Fault } from '../../model/fault.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';
import type { Charts } from '../../ports/charts.ts';
import type { Log } from '../../ports/log.ts';
import type { Delivery } from '../../ports/outbox.ts';
import { pictureIn } from '../../views/rollout-picture.ts';
import type { Schedule } from './schedule.ts';
import { troubleOf } from './trouble.ts';

/** Slack looks at what was uploaded before it shows it in a message: about a second, now and then much longer. */
const usualLook: Millis = 1.2 * second;
const longestLook: Millis = 30 * second;
/** So many deliveries of which the picture is remembered. */
const most = 200;
/** A picture is worth waiting for, and not worth losing the words over. */
const patience = 4;

/** A picture that is at Slack. */
export interface Picture {
  fileId: string;
  uploadedAt: Instant;
}

export interface PictureParts {
  client: WebClient;
  schedule: Schedule;
  charts: Charts;
  /** Of the API, for a simulated Slack; null for Slack itself. */
  apiUrl: string | null;
  log: Log;
  now: () => Instant;
}

export interface Pictures {
  /**
   * The picture of a delivery, drawn and uploaded where it has one; the same one again when the delivery, or an edit of the message, shows the same. Null where there is none,
   * or where it cannot be had: then the words go alone. What is uploaded is seen by nobody before a message shows it. Throws what is worth another try.
   */
  of(delivery: Delivery): Promise<Picture | null>;
  /** How long to wait before a message shows it for the first time; 0 for none. */
  rest(picture: Picture | null): Millis;
  /** Whether Slack may still be looking at it. */
  isNew(picture: Picture): boolean;
}

export function createPictures(parts: PictureParts): Pictures {
  const { log, now } = parts;
  const known = new Map<string, Picture | null>();

  function remember(id: string, picture: Picture | null): Picture | null {
    known.set(id, picture);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return picture;
  }

  return {
    async of(delivery) {
      const chart = pictureIn(delivery.notice);
      if (!chart) return null;
      // A message is edited, and shows another one then.
      const key = `${delivery.kind} ${delivery.id} ${markOf(chart)}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      try {
        const { png } = await parts.charts.draw(chart.specification);
        const fileId = await upload(parts, png);
        return remember(key, { fileId, uploadedAt: now() });
      } catch (error) {
        const { kind } = troubleOf(error);
        if (kind === 'limited' || kind === 'unanswered') {
          // The words of a message that is kept up to date do not wait for it: the next edit tries again.
          if (delivery.kind === 'message') return null;
          if (delivery.tries < patience) throw error;
        }
        log.warn({ err: error, delivery: delivery.id }, 'a picture cannot be shown; its words go alone');
        return remember(key, null);
      }
    },
    rest: (picture) => (picture ? Math.max(0, picture.uploadedAt + usualLook - now()) : 0),
    isNew: ({ uploadedAt }) => now() - uploadedAt < longestLook,
  };
}

function markOf({ specification }: Chart): string {
  return createHash('sha256').update(JSON.stringify(specification)).digest('hex');
}

/** Without a channel: nobody sees the file by itself. What it shows is said in words by the block that shows it. */
async function upload({ client, schedule, apiUrl }: PictureParts, png: Uint8Array): Promise<string> {
  const asked = { filename: 'rollout.png', length: png.length };
  const given = await schedule.call('files.getUploadURLExternal', () => client.files.getUploadURLExternal(asked));
  const { upload_url: address = '', file_id: id = '' } = given;
  if (!isSlack(address, apiUrl))
    throw new Fault('invalid', 'Slack named an address that is not its own for an upload.');
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: Buffer.from(png),
    redirect: 'error',
    signal: AbortSignal.timeout(10 * second),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Fault('unavailable', `Slack did not take an upload: HTTP ${response.status}.`);
  await schedule.call('files.completeUploadExternal', () =>
    client.files.completeUploadExternal({ files: [{ id, title: 'Rollout' }] }),
  );
  return id;
}

function isSlack(address: string, apiUrl: string | null): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin } = new URL(address);
  if (apiUrl !== null) return origin === new URL(apiUrl).origin;
  return protocol === 'https:' && (hostname.endsWith('.slack.com') || hostname.endsWith('.slack-gov.com'));
}

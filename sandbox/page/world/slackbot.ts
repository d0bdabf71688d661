import type { Message } from './api.ts';
import { worldNow } from './clock.ts';

/** What Slack itself says, to the one who typed it, when an app does not take a command. */
export function dispatchFailure(handle: string, text: string, error: string): Message {
  const [command = text] = text.split(' ');
  const words = /^\w+$/.test(error) ? `${command} failed with the error "${error}"` : error;
  return {
    ts: (worldNow() / 1_000).toFixed(6),
    author: 'slackbot',
    text: words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    blocks: [],
    ephemeral_to: handle,
  };
}

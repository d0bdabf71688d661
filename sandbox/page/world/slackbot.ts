import type { Message } from './api.ts';
import { worldNow } from './clock.ts';

/** What Slack itself says, to the one who typed it, when an app does not take a command. */
export function dispatchFailure(handle: string, text: string, error: string): Message {
  return slackbot(handle, /^\w+$/.test(error) ? `${commandOf(text)} failed with the error "${error}"` : error);
}

export function notInThreads(handle: string, text: string, thread: string): Message {
  return { ...slackbot(handle, `${commandOf(text)} is not supported in threads. Sorry!`), thread_ts: thread };
}

const commandOf = (text: string) => text.split(' ')[0] ?? text;

function slackbot(handle: string, words: string): Message {
  return {
    ts: (worldNow() / 1_000).toFixed(6),
    author: 'slackbot',
    text: words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    blocks: [],
    ephemeral_to: handle,
  };
}

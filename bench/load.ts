import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { githubWebhooks } from './load/github-webhook.ts';
import { type LoadJob, loadJob, type Prepared } from './load/job.ts';
import { send } from './load/send.ts';
import { slackCommand } from './load/slack-command.ts';

/** The sender: reads a job, prepares every request, and only then sends them, so that preparing is not measured. */
const job = loadJob.parse(JSON.parse(await text(process.stdin)));
console.log(JSON.stringify(await send(new URL(job.url), job.connections, prepare(job))));

function prepare({ kind, secret, batch, requests, from }: LoadJob): Prepared[] {
  const numbers = Array.from({ length: requests }, (_, number) => number);
  if (kind === 'slack-command') {
    if (from === undefined) throw new Error('a command needs somebody who types it');
    return numbers.map((number) => slackCommand(secret, from, `${batch}.${number}`, Date.now()));
  }
  const make = githubWebhooks(secret);
  return numbers.map((number) => make(guid(`${batch}.${number}`), number));
}

function guid(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

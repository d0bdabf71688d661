import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instant } from '../../model/time.ts';
import type { Log } from '../../ports/log.ts';
import { readBody } from '../http/body.ts';
import { SignatureJudge } from './signature.ts';

/** Slack's own payloads stay far below, in bytes. */
const largest = 1024 * 1024;

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Stands in front of Bolt's listener: Bolt refuses neither replays nor timestamps of the future. 401 for what Slack did not sign just
 * now, 413 for what is too large, 405 for other methods; none of these does any work.
 */
export function createHttpDoor(door: {
  secret: string;
  listener: Listener;
  now: () => Instant;
  log: Log;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const judge = new SignatureJudge(door.secret, door.now);
  return async (request, response) => {
    const refuse = (status: number, why: string) => {
      door.log.warn({ status, why }, 'a request in the name of Slack was refused');
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${why}\n`);
    };
    if (request.method !== 'POST') return refuse(405, 'Slack sends by POST');
    let body: Buffer | null;
    try {
      body = await readBody(request, largest);
    } catch {
      response.destroy();
      return;
    }
    if (body === null) return refuse(413, 'the body is too large');
    const header = (name: string) => String(request.headers[name] ?? '');
    const judged = judge.judge(
      { timestamp: header('x-slack-request-timestamp'), signature: header('x-slack-signature') },
      body,
    );
    if (!judged.ok) return refuse(401, judged.why);
    response.once('close', () => {
      if (!response.writableFinished || response.statusCode >= 400) judged.forget();
    });
    // Bolt compares the content type as a whole, and takes a body that was read already.
    request.headers['content-type'] = header('content-type').split(';')[0]?.trim().toLowerCase() ?? '';
    door.listener(Object.assign(request, { rawBody: body }), response);
  };
}

import { createHmac } from 'node:crypto';
import type { Prepared, Sender } from './job.ts';

/** A signed command, `/quarterdeck help` unless told, of a trigger that no other request has. `now` in ms since the epoch. */
export function slackCommand(
  secret: string,
  from: Sender,
  trigger: string,
  now: number,
  command = '/quarterdeck',
  text = 'help',
): Prepared {
  const body = new URLSearchParams({
    token: 'verification',
    team_id: 'T0BENCH000',
    team_domain: 'acme',
    channel_id: from.channel,
    channel_name: 'deployments',
    user_id: from.user,
    user_name: 'dev',
    command,
    text,
    api_app_id: 'A0BENCH000',
    is_enterprise_install: 'false',
    response_url: from.answerUrl,
    trigger_id: trigger,
  }).toString();
  const timestamp = String(Math.floor(now / 1_000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body: Buffer.from(body),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
  };
}

import { type Child, startChild } from '../child.ts';
import { freePort } from './free-port.ts';

export interface Floor extends Child {
  readonly url: string;
  readonly secret: string;
}

const secret = 'the secret of a bench';

/** Bolt with an empty handler. */
export function startBolt(): Promise<Floor> {
  return start('bench/servers/bolt.ts', 'SLACK_SIGNING_SECRET', '/slack/events');
}

/** Probot with an empty handler. */
export function startProbot(): Promise<Floor> {
  return start('bench/servers/probot.ts', 'GITHUB_WEBHOOK_SECRET', '/github/webhooks');
}

async function start(program: string, secretName: string, path: string): Promise<Floor> {
  const port = await freePort();
  const child = await startChild({
    args: [program],
    env: { [secretName]: secret, PORT: String(port), NODE_ENV: 'production' },
  });
  return { ...child, url: `http://127.0.0.1:${port}${path}`, secret };
}

import type { ServerResponse } from 'node:http';
import type { LiveWorld } from '../live.ts';
import type { RawRoutes } from './router.ts';

/**
 * `GET /api/events`: a server-sent event for each kind of change, `{"what": "slack" | "github" | "clock" | "bot"}`, so
 * that the page reads again what it shows. Changes of one turn of the event loop are told once.
 */
export function eventRoutes({ slack, github, clock, replicas }: LiveWorld): RawRoutes {
  const open = new Set<ServerResponse>();
  const pending = new Set<string>();

  function tell(what: string) {
    if (pending.size === 0)
      setImmediate(() => {
        for (const change of pending)
          for (const response of open) response.write(`data: ${JSON.stringify({ what: change })}\n\n`);
        pending.clear();
      });
    pending.add(what);
  }
  slack.onChange(() => tell('slack'));
  github.onChange(() => tell('github'));
  clock.onSet(() => tell('clock'));
  for (const { bot } of replicas) bot.onChange(() => tell('bot'));

  return {
    'GET /api/events': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': the world changes\n\n');
      open.add(response);
      response.once('close', () => open.delete(response));
    },
  };
}

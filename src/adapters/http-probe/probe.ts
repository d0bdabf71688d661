import { Agent } from 'undici';
import type { Health } from '../../ports/health.ts';
import { detour } from './detour.ts';
import { tryHttp } from './http.ts';
import type { Trial } from './trial.ts';
import { tryWebSocket } from './web-socket.ts';

/** So much of an answer is looked at: MB of HTML are no health check. */
const longestAnswer = 1024 * 1024;

/**
 * Asks what runs whether it is well, each time on a connection of its own. All times are real. `servicesUrl`: whoever is meant, a simulation
 * is asked there.
 */
export function createHealth(servicesUrl: string | null = null): Health {
  const agent = new Agent({ pipelining: 0, webSocket: { maxPayloadSize: longestAnswer } });
  const dispatcher = servicesUrl === null ? agent : agent.compose(detour(servicesUrl));
  return {
    async probe(check) {
      const began = performance.now();
      const trial: Trial = { ...check, dispatcher, longestAnswer, limit: AbortSignal.timeout(check.within) };
      const says = await (check.kind === 'http' ? tryHttp(trial) : tryWebSocket(trial));
      const took = Math.round(performance.now() - began);
      return says === null ? { ok: true, took } : { ok: false, took, says };
    },
  };
}

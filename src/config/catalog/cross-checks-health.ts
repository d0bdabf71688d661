import { checkBraces } from './cross-checks-templates.ts';
import { readLatency } from './limits.ts';
import { describe } from './problem.ts';
import type { HealthEntry } from './schema-health.ts';
import { checkDuration, type Tell } from './tell.ts';

/** `url`: that of the environment. */
export function checkHealth(
  entries: readonly HealthEntry[] | undefined,
  url: string | undefined,
  path: readonly PropertyKey[],
  tell: Tell,
): void {
  for (const [index, entry] of (entries ?? []).entries()) {
    const where = [...path, index];
    const { http, websocket, within } = entry;
    if ((http === undefined) === (websocket === undefined)) {
      tell(where, http === undefined ? 'neither http nor websocket' : 'both http and websocket', 'exactly one of them');
    }
    const key = http === undefined ? 'websocket' : 'http';
    const address = http ?? websocket ?? '';
    if (address.startsWith('/') && url === undefined) {
      tell([...where, key], `the path ${address} without an address`, 'url in the environment, or a whole address');
    }
    checkBraces(address, ['service', 'track'], [...where, key], tell);
    if (websocket !== undefined && http === undefined) {
      for (const other of ['status', 'contains'] as const) {
        if (entry[other] !== undefined) tell([...where, other], `${other} of a WebSocket`, 'it beside http', 'key');
      }
    }
    if (within !== undefined && readLatency(within) === 0)
      tell([...where, 'within'], describe(within), 'a time above zero');
    checkDuration(entry.pause, [...where, 'pause'], tell);
  }
}

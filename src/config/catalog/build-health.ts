import type { HealthCheck } from '../../model/delivery.ts';
import { parseDuration, second } from '../../model/time.ts';
import { readLatency } from './limits.ts';
import type { HealthEntry } from './schema-health.ts';

/** `url`: that of the environment, for addresses that are only a path. */
export function buildHealth(entry: HealthEntry, url: string | undefined): HealthCheck {
  const { http, websocket } = entry;
  const address = http ?? websocket ?? '';
  return {
    name: entry.name ?? pathOf(address),
    kind: http === undefined ? 'websocket' : 'http',
    url: address.startsWith('/') ? `${base(url, http === undefined)}${address}` : address,
    status: http === undefined ? [] : (entry.status ?? [200]),
    contains: entry.contains ?? null,
    within: readLatency(entry.within ?? '5s'),
    attempts: entry.attempts ?? 3,
    pause: parseDuration(entry.pause ?? '5s') ?? 5 * second,
  };
}

/** Of `https://shop.example/api/health` the `/api/health`. */
function pathOf(address: string): string {
  const path = address.replace(/^[a-z]+:\/\/[^/]*/, '');
  return path === '' ? '/' : path;
}

function base(url: string | undefined, socket: boolean): string {
  const bare = (url ?? '').replace(/\/+$/, '');
  return socket ? bare.replace(/^http/, 'ws') : bare;
}

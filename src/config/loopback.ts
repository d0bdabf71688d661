import { isIPv4 } from 'node:net';

/**
 * Whether an address (http, ws or postgres) certainly stays on this machine. A Postgres URL may name its host in the query, where
 * a path is a Unix socket.
 */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const database = /^postgres(ql)?:$/.test(url.protocol);
  const hosts = database
    ? [url.hostname, ...url.searchParams.getAll('host'), ...url.searchParams.getAll('hostaddr')]
    : [url.hostname];
  return hosts.flatMap((host) => host.split(',')).every((host) => isLocalHost(decodeURIComponent(host), database));
}

function isLocalHost(host: string, database: boolean): boolean {
  if (database && (host === '' || host.startsWith('/'))) return true;
  if (host === 'localhost' || host === '[::1]' || host === '::1') return true;
  return isIPv4(host) && host.startsWith('127.');
}

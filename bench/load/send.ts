import { Client } from 'undici';
import { percentile } from '../statistics.ts';
import type { LoadResult, Prepared } from './job.ts';

/** Sends all requests over so many keep-alive connections, each of which waits for its answer before it sends the next. */
export async function send(url: URL, connections: number, requests: readonly Prepared[]): Promise<LoadResult> {
  const statuses: Record<string, number> = {};
  const lengths: number[] = [];
  const clients = Array.from({ length: connections }, () => new Client(url.origin, { pipelining: 1 }));
  const path = `${url.pathname}${url.search}`;
  let next = 0;

  const began = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const sent = performance.now();
        const status = await client.request({ path, method: 'POST', ...request }).then(
          async (response) => {
            await response.body.dump();
            return String(response.statusCode);
          },
          (error: unknown) => (error instanceof Error ? error.name : String(error)),
        );
        lengths.push(performance.now() - sent);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  await Promise.all(clients.map((client) => client.close()));
  return {
    perSecond: requests.length / seconds,
    p50: percentile(lengths, 0.5),
    p99: percentile(lengths, 0.99),
    statuses,
  };
}

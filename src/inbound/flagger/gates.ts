import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Cluster, FlaggerCanary, FlaggerGate } from '../../ports/cluster.ts';
import { readBody } from '../http/body.ts';
import type { HttpHandler } from '../http/server.ts';

type Clusters = Pick<Cluster, 'names' | 'passes'>;
type OnTrouble = (trouble: { canary: FlaggerCanary; gate: FlaggerGate; err: unknown }) => void;

const largest = 64 * 1024;
const dnsName = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);

/** Flagger's CanaryWebhookPayload. `metadata` is what its user has written beside the address. */
const payload = z.looseObject({
  name: dnsName,
  namespace: dnsName,
  metadata: z.looseObject({
    gate: z.enum(['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback']),
    cluster: z.string().optional(),
  }),
});

/**
 * `POST /flagger/gates` answers a webhook of Flagger: 200 opens its gate, anything else keeps it closed. Nothing is changed, and nothing
 * told but open or closed. No route where no cluster is known.
 */
export function flaggerRoutes(clusters: Clusters | null, onTrouble: OnTrouble): Record<string, HttpHandler> {
  return clusters === null ? {} : { '/flagger/gates': answering(clusters, onTrouble) };
}

function answering(clusters: Clusters, onTrouble: OnTrouble): HttpHandler {
  return async (request, response) => {
    const say = (status: number, words: string) =>
      void response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
    if (request.method !== 'POST') return say(405, 'only POST');
    const body = await readBody(request, largest);
    if (body === null) return say(413, 'too large');
    const read = payload.safeParse(jsonOf(body));
    if (!read.success)
      return say(
        400,
        'not a webhook of Flagger with metadata.gate: confirm-rollout, confirm-traffic-increase, confirm-promotion or rollback',
      );
    const { name, namespace, metadata } = read.data;
    const names = clusters.names();
    // Where there is one cluster there is nothing to tell apart.
    const cluster = metadata.cluster ?? (names.length === 1 ? names[0] : undefined);
    if (cluster === undefined || !names.includes(cluster))
      return say(400, 'metadata.cluster has to be the name of a cluster in the settings of Quarterdeck');
    const canary = { cluster, namespace, name };
    try {
      const open = await clusters.passes(canary, metadata.gate);
      return say(open ? 200 : 403, open ? 'open' : 'closed');
    } catch (err) {
      if (!(err instanceof Fault)) throw err;
      onTrouble({ canary, gate: metadata.gate, err });
      return say(503, 'it cannot be told for now; the gate stays closed');
    }
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import type { Traffic, WorldClock, WorldIds } from '../contract.ts';
import { type PlainAnswer, type PlainServer, readJson, startPlainServer } from '../plain-http/server.ts';

export interface Incident {
  key: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  severity: string;
  summary: string;
  source: string;
  details: Record<string, unknown>;
  links: { href: string; text?: string | undefined }[];
  /** How many triggers it took; people are called by the first. */
  triggers: number;
  openedAt: number;
  resolvedAt: number | null;
}

export interface PagerDutySimulation extends Omit<PlainServer, 'origin'> {
  /** Root of its address, without a slash at the end. */
  readonly url: string;
  readonly routingKey: string;
  /** Oldest first. */
  incidents(): Incident[];
}

const text = z.string().min(1);
const payload = z.object({
  summary: text.max(1_024),
  source: text,
  severity: z.enum(['critical', 'error', 'warning', 'info']),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  custom_details: z.record(z.string(), z.unknown()).default({}),
});
const event = z.object({
  routing_key: z.string().length(32, "Length of 'routing_key' is incorrect (should be 32 characters)"),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z.string().min(1).max(255, "'dedup_key' is too long (maximum is 255 characters)").optional(),
  payload: payload.optional(),
  links: z.array(z.object({ href: z.string(), text: z.string().optional() })).default([]),
});

type Answer = Omit<PlainAnswer, 'kind'>;

export async function createPagerDuty(parts: {
  clock: WorldClock;
  ids: WorldIds;
  traffic: Traffic;
  /** Made up unless given. */
  routingKey?: string;
}): Promise<PagerDutySimulation> {
  const { clock, ids, traffic } = parts;
  const routingKey = parts.routingKey ?? ids.guid().replaceAll('-', '');
  const incidents: Incident[] = [];

  function enqueue(body: string): Answer {
    const read = event.safeParse(readJson(body));
    if (!read.success) return invalid(read.error.issues.map(sayIssue));
    const { routing_key, event_action, payload: given, links } = read.data;
    if (routing_key !== routingKey) return invalid(['Invalid routing key']);
    const key = read.data.dedup_key ?? ids.guid().replaceAll('-', '');
    const open = incidents.find((each) => each.key === key && each.status !== 'resolved');
    if (event_action === 'trigger') {
      if (given === undefined) return invalid(["'payload' is missing or blank"]);
      const { custom_details: details, severity, summary, source } = given;
      if (open) open.triggers += 1;
      else {
        const began = { triggers: 1, openedAt: clock.now(), resolvedAt: null };
        incidents.push({ key, status: 'triggered', severity, summary, source, details, links, ...began });
      }
    } else if (read.data.dedup_key === undefined) return invalid(["'dedup_key' is missing or blank"]);
    else if (open && event_action === 'acknowledge') open.status = 'acknowledged';
    else if (open) Object.assign(open, { status: 'resolved', resolvedAt: clock.now() });
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } };
  }

  const server = await startPlainServer({
    world: 'pagerduty',
    traffic,
    answer({ method, url, text: body }) {
      const kind = `${method} ${url.pathname}`;
      if (kind === 'POST /v2/enqueue') return { ...enqueue(body), kind };
      return { status: 404, body: { message: 'Not Found' }, kind: `unknown ${kind}` };
    },
    trouble: (status) =>
      status === 429
        ? {
            status: 'throttle exceeded',
            message: 'Requests for this service are arriving too quickly. Please retry later.',
          }
        : { status: 'error', message: 'Internal Server Error' },
    shown: (body) =>
      typeof body === 'object' && body !== null && 'routing_key' in body
        ? { ...body, routing_key: '[redacted]' }
        : body,
  });

  return {
    url: server.origin,
    server: server.server,
    routingKey,
    fault: server.fault,
    clearFaults: server.clearFaults,
    close: server.close,
    incidents: () => structuredClone(incidents),
  };
}

function invalid(errors: string[]): Answer {
  return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
}

function sayIssue({ path, message }: { path: PropertyKey[]; message: string }): string {
  if (message.includes("'")) return message;
  const name = path.join('.');
  return name === '' ? 'The event is no JSON object' : `'${name}' is missing or not valid`;
}

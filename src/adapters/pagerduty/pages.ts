import { z } from 'zod';
import { checkMark, type Mark } from '../../model/mark.ts';
import type { Pages } from '../../ports/pages.ts';
import { type JsonApi, refused, request, unreadable } from '../http/json-api.ts';

export interface PagerDutySettings {
  /** `https://events.pagerduty.com`, or `https://events.eu.pagerduty.com`. */
  url: string;
  /** The integration key of a service. */
  routingKey: string;
  road: Pick<JsonApi, 'timeout' | 'stopping' | 'now' | 'onCall'>;
}

const longestSummary = 1_024;
const accepted = z.object({ status: z.literal('success'), dedup_key: z.string() });
const invalid = z.object({ message: z.string(), errors: z.array(z.string()).default([]) });

export function createPages(settings: PagerDutySettings): Pages {
  const { routingKey } = settings;
  const api: JsonApi = {
    ...settings.road,
    name: 'PagerDuty',
    url: settings.url,
    headers: {},
    secrets: [routingKey],
    whenDenied: 'Check the integration key of the service in PagerDuty.',
  };

  async function send(action: 'trigger' | 'resolve', mark: Mark, more: object): Promise<void> {
    const answer = await request(api, 'POST', '/v2/enqueue', {
      routing_key: routingKey,
      event_action: action,
      dedup_key: `quarterdeck:${checkMark(mark)}`,
      ...more,
    });
    if (answer.status >= 400) {
      const { data } = invalid.safeParse(answer.body);
      const words = data === undefined ? '' : [data.message, ...data.errors].join('; ');
      throw refused(api, action === 'trigger' ? 'the page' : 'to end the incident', words);
    }
    const read = accepted.safeParse(answer.body);
    if (!read.success) throw unreadable(api, read.error);
  }

  return {
    trigger: ({ mark, severity, summary, source, at, details, links }) =>
      send('trigger', mark, {
        client: 'Quarterdeck',
        payload: {
          summary: summary.length > longestSummary ? `${summary.slice(0, longestSummary - 1)}…` : summary,
          source,
          severity,
          timestamp: new Date(at).toISOString(),
          custom_details: details,
        },
        links: links.map(({ url, text }) => ({ href: url, text })),
      }),
    resolve: (mark) => send('resolve', mark, {}),
  };
}

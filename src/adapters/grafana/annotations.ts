import { z } from 'zod';
import { checkMark, type Mark } from '../../model/mark.ts';
import type { Annotations } from '../../ports/annotations.ts';
import { type JsonApi, refused, request, unreadable } from '../http/json-api.ts';

export interface GrafanaSettings {
  /** Such as `https://grafana.example.com`, with a prefix if it has one. */
  url: string;
  /** Of a service account. */
  token: string;
  road: Pick<JsonApi, 'timeout' | 'stopping' | 'now' | 'onCall'>;
}

const found = z.array(z.object({ id: z.int().positive(), tags: z.array(z.string()) }));
const said = z.object({ message: z.string(), error: z.string().optional() });
const added = z.object({ id: z.int().positive() });

export function createAnnotations(settings: GrafanaSettings): Annotations {
  const api: JsonApi = {
    ...settings.road,
    name: 'Grafana',
    url: settings.url,
    headers: { authorization: `Bearer ${settings.token}` },
    secrets: [settings.token],
    whenDenied: "Check the service account's token; it needs to create, read and write annotations.",
  };

  /** Ids of ours, oldest first. */
  async function ours(mark: Mark): Promise<number[]> {
    const query = new URLSearchParams({ type: 'annotation', tags: tagOf(mark), limit: '100' });
    const answer = await request(api, 'GET', `/api/annotations?${query}`);
    if (answer.status >= 400) throw refused(api, 'to look for an annotation', wordsOf(answer.body));
    const read = found.safeParse(answer.body);
    if (!read.success) throw unreadable(api, read.error);
    // Some versions compare tags without their letters' case.
    return read.data
      .filter(({ tags }) => tags.includes(tagOf(mark)))
      .map(({ id }) => id)
      .sort((a, b) => a - b);
  }

  return {
    async open({ mark, from, text, tags }) {
      checkMark(mark);
      if ((await ours(mark)).length > 0) return;
      const answer = await request(api, 'POST', '/api/annotations', {
        time: from,
        // A region that has not ended yet is a point.
        timeEnd: from,
        tags: [...new Set([...tags, tagOf(mark)])],
        text: escaped(text),
      });
      if (answer.status >= 400) throw refused(api, 'the annotation', wordsOf(answer.body));
      const read = added.safeParse(answer.body);
      if (!read.success) throw unreadable(api, read.error);
    },
    async close(mark, to, text) {
      // Two makers at once may have opened two; both end, so that none stays open.
      let closed = 0;
      for (const id of await ours(checkMark(mark))) {
        const answer = await request(api, 'PATCH', `/api/annotations/${id}`, { timeEnd: to, text: escaped(text) });
        if (answer.status === 404) continue;
        if (answer.status >= 400) throw refused(api, "the annotation's end", wordsOf(answer.body));
        closed += 1;
      }
      return closed > 0 ? 'closed' : 'gone';
    },
  };
}

function tagOf(mark: Mark): string {
  return `quarterdeck:${mark}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function wordsOf(body: unknown): string {
  const { data } = said.safeParse(body);
  return data === undefined ? '' : [data.message, data.error].filter(Boolean).join(': ');
}

import { Fault } from '../../model/fault.ts';
import { checkMark, type Mark } from '../../model/mark.ts';
import { checkScope, type HeldSilence, type SilenceWish, sameScope } from '../../model/silence.ts';
import type { Instant } from '../../model/time.ts';
import type { Silences } from '../../ports/silences.ts';
import { type Credentials, headersFor, secretsOf } from '../http/credentials.ts';
import { type JsonApi, refused, request, unreadable } from '../http/json-api.ts';
import { created, type GettableSilence, heldOf, listed, wordsOf } from './answers.ts';

export interface AlertmanagerSettings {
  /** Such as `https://alertmanager.example.com`, with a prefix if it has one. */
  url: string;
  /** What stands before it in most places: a proxy that asks for a token or a password. */
  credentials: Credentials | null;
  road: Pick<JsonApi, 'timeout' | 'stopping' | 'now' | 'onCall'>;
  /** The users' clock. */
  clock(): Instant;
}

const createdBy = 'quarterdeck';

export function createSilences(settings: AlertmanagerSettings): Silences {
  const { credentials, clock } = settings;
  const api: JsonApi = {
    ...settings.road,
    name: 'Alertmanager',
    url: settings.url,
    headers: headersFor(credentials),
    secrets: secretsOf(credentials),
    whenDenied: 'Check the token, or the user and password, for Alertmanager.',
  };

  /** Ours that still stand, oldest first: everybody who looks sees the same order. */
  async function standing(mark: Mark): Promise<GettableSilence[]> {
    const answer = await request(api, 'GET', '/api/v2/silences');
    if (answer.status >= 400) throw refused(api, 'to list its silences', wordsOf(answer.body));
    const read = listed.safeParse(answer.body);
    if (!read.success) throw unreadable(api, read.error);
    return read.data
      .filter((each) => each.status.state !== 'expired' && each.createdBy === createdBy && isOf(each.comment, mark))
      .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || (a.id < b.id ? -1 : 1));
  }

  async function expire(silence: GettableSilence, mark: Mark): Promise<void> {
    try {
      const answer = await request(api, 'DELETE', `/api/v2/silence/${encodeURIComponent(silence.id)}`);
      if (answer.status >= 400 && answer.status !== 404) throw refused(api, 'to end a silence', wordsOf(answer.body));
    } catch (error) {
      // Some versions answer 500 for a silence that is no more; what counts is whether it still stands.
      if (!(error instanceof Fault) || error.kind !== 'unavailable') throw error;
      if ((await standing(mark)).some(({ id }) => id === silence.id)) throw error;
    }
  }

  async function write(wish: SilenceWish, current: GettableSilence | undefined): Promise<void> {
    const now = clock();
    const answer = await request(api, 'POST', '/api/v2/silences', {
      // With its id, its start and its matchers unchanged it is moved; with anything else it is ended and made anew.
      ...(current === undefined ? {} : { id: current.id }),
      matchers: Object.entries(wish.scope).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
      startsAt: current?.startsAt ?? new Date(now).toISOString(),
      endsAt: new Date(wish.until).toISOString(),
      createdBy,
      comment: `${wish.why.trim()} ${ending(wish.mark)}`.trim(),
    });
    // It ended or was removed since it was looked for.
    if (answer.status === 404 && current !== undefined) return write(wish, undefined);
    if (answer.status >= 400) throw refused(api, 'the silence', wordsOf(answer.body));
    const read = created.safeParse(answer.body);
    if (!read.success) throw unreadable(api, read.error);
  }

  /** Leaves the oldest of that scope; who held it at the same time leaves the same. */
  async function settle(wish: SilenceWish): Promise<HeldSilence | undefined> {
    const there = await standing(wish.mark);
    const kept = there.find((each) => sameScope(heldOf(each).scope, wish.scope));
    for (const each of there) if (kept !== undefined && each !== kept) await expire(each, wish.mark);
    return kept && heldOf(kept);
  }

  return {
    async hold(wish) {
      checkMark(wish.mark);
      checkScope(wish.scope);
      const [current] = await standing(wish.mark);
      const held = current && heldOf(current);
      const enough = held !== undefined && held.until >= wish.until && sameScope(held.scope, wish.scope);
      if (!enough)
        await write(held === undefined ? wish : { ...wish, until: Math.max(wish.until, held.until) }, current);
      const settled = await settle(wish);
      if (settled) return settled;
      throw new Fault('unavailable', 'Alertmanager took the silence, but does not show it; it can be tried again.');
    },
    async find(mark) {
      const [first] = await standing(checkMark(mark));
      return first === undefined ? null : heldOf(first);
    },
    async end(mark) {
      for (const each of await standing(checkMark(mark))) await expire(each, mark);
    },
  };
}

function ending(mark: Mark): string {
  return `[quarterdeck ${mark}]`;
}

/** Only the end counts: what stands before it is text from outside. */
function isOf(comment: string, mark: Mark): boolean {
  return comment === ending(mark) || comment.endsWith(` ${ending(mark)}`);
}

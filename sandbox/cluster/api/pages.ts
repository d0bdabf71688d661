import { z } from 'zod';
import type { KubeObject } from '../object.ts';
import { Refusal } from '../refusal.ts';
import type { Store } from '../store/store.ts';

interface Page {
  items: readonly KubeObject[];
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

/** What the word for going on holds: after which object, and the version of the first page. */
const token = z.object({ v: z.literal('meta.k8s.io/v1'), rv: z.int(), start: z.string() });

/** A part of a list, by `limit` and `continue`. All of it without a limit. @throws Refusal 410 when a list that is gone on with is too old. */
export function page(store: Store, found: readonly KubeObject[], query: URLSearchParams): Page {
  const limit = Number(query.get('limit') ?? 0) || Infinity;
  const given = query.get('continue') ?? '';
  const from = given === '' ? null : read(given);
  // Objects of a list that is too old may have been changed beyond what is remembered.
  if (from !== null) demandKnown(store, from.rv);
  const rest = from === null ? found : found.filter((object) => keyOf(object) > from.start);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const version = from?.rv ?? store.version;
  const left = rest.length - items.length;
  if (left === 0 || last === undefined) return { items, metadata: { resourceVersion: String(version) } };
  const next = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: keyOf(last) })).toString(
    'base64url',
  );
  return { items, metadata: { resourceVersion: String(version), continue: next, remainingItemCount: left } };
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`;

function read(given: string): z.output<typeof token> {
  try {
    return token.parse(JSON.parse(Buffer.from(given, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Refusal('BadRequest', `continue key is not valid: ${String(cause)}`);
  }
}

function demandKnown(store: Store, version: number): void {
  try {
    store.since(version);
  } catch {
    throw new Refusal(
      'Expired',
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
}

import type { ServerResponse } from 'node:http';
import { apiVersionOf, type Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { Refusal, statusOf } from '../refusal.ts';
import type { Matches } from '../selectors.ts';
import type { Change, Store } from '../store/store.ts';

export interface WatchAsked {
  kind: Kind;
  /** Namespace and both selectors. */
  matches: Matches;
  /** '' and '0' begin with what is there now. */
  resourceVersion: string;
  bookmarks: boolean;
  /** Real seconds after which the server ends it, as clients expect. */
  timeoutSeconds: number | undefined;
  /** How an object is written: itself, or as a table. */
  shape(object: KubeObject): unknown;
}

/** Streams the changes of a kind, one JSON document a line; returns a function that ends it. */
export function watch(store: Store, asked: WatchAsked, outgoing: ServerResponse, bookmarkEveryMs: number): () => void {
  const { kind, matches, shape, resourceVersion } = asked;
  outgoing.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
  outgoing.flushHeaders();
  const write = (type: string, object: unknown) => void outgoing.write(`${JSON.stringify({ type, object })}\n`);
  const tell = (change: Change) => {
    const event = change.kind === kind ? eventOf(change, matches) : undefined;
    if (event !== undefined) write(event.type, shape(event.object));
  };
  try {
    if (resourceVersion === '' || resourceVersion === '0')
      for (const object of store.list(kind).filter(matches)) write('ADDED', shape(object));
    else for (const change of store.since(versionOf(resourceVersion))) tell(change);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    write('ERROR', statusOf(error));
    outgoing.end();
    return () => {};
  }
  const bookmark = () =>
    write('BOOKMARK', {
      kind: kind.kind,
      apiVersion: apiVersionOf(kind),
      metadata: { resourceVersion: String(store.version), creationTimestamp: null },
    });
  const forget = store.onChange(tell);
  const ticking = asked.bookmarks ? setInterval(bookmark, bookmarkEveryMs) : undefined;
  const end = () => {
    forget();
    clearInterval(ticking);
    clearTimeout(ending);
    if (!outgoing.writableEnded) outgoing.end();
  };
  const ending = asked.timeoutSeconds === undefined ? undefined : setTimeout(end, asked.timeoutSeconds * 1_000);
  outgoing.on('close', end);
  return end;
}

/** For a watcher with selectors, an object that begins to match is added, one that ceases to is deleted: as it was when it still matched. */
function eventOf(change: Change, matches: Matches): Pick<Change, 'type' | 'object'> | undefined {
  const { type, object, before, version } = change;
  const did = before !== undefined && matches(before);
  const does = type !== 'DELETED' && matches(object);
  if (does) return { type: did ? 'MODIFIED' : 'ADDED', object };
  if (!did) return undefined;
  return { type: 'DELETED', object: { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } } };
}

function versionOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new Refusal('BadRequest', `invalid resource version "${text}"`);
  return Number(text);
}

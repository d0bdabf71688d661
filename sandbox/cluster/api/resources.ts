import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ClusterState } from '../controllers/cluster-state.ts';
import { apiVersionOf, type Kind } from '../kinds.ts';
import { logOf } from '../logs.ts';
import { isJsonObject, type Json, type KubeObject } from '../object.ts';
import { applyPatch, patchKind } from '../patches/apply-patch.ts';
import { demandAllowed, type User } from '../rbac.ts';
import { conflict, notFound, Refusal } from '../refusal.ts';
import { fieldSelector, labelSelector, type Matches } from '../selectors.ts';
import type { Pod } from '../workloads.ts';
import { page } from './pages.ts';
import { type ResourcePath, resourcePath } from './resource-path.ts';
import { scaled, scaleOf } from './scale.ts';
import { table } from './table.ts';
import { watch } from './watching.ts';
import { create, remove, replace } from './writing.ts';

export interface ResourceParts {
  state: Omit<ClusterState, 'wakeAt'>;
  /** Lets the controllers go on after a change. */
  settle(): void;
  /** Real ms between two bookmarks of a watch. */
  bookmarkEveryMs: number;
}

export interface Asked {
  method: string;
  url: URL;
  text: string;
  header(name: string): string;
  /** Who asks. */
  user: User;
  outgoing: ServerResponse;
}

export interface Answered {
  status: number;
  body?: unknown;
  text?: string;
}

/** Answers a request about objects; undefined for a path that stands for none. */
export function answerResource(parts: ResourceParts, asked: Asked): Answered | 'streaming' | undefined {
  const path = resourcePath(asked.url.pathname);
  if (path === undefined) return undefined;
  demandAllowed(parts.state.store, asked.user, path.kind, attemptOf(asked, path));
  checkFormat(asked);
  const answer = path.name === undefined ? collection(parts, asked, path) : single(parts, asked, path, path.name);
  if (asked.method !== 'GET') parts.settle();
  return answer;
}

/** As RBAC names it. */
function attemptOf({ method, url }: Asked, { kind, namespace = '', name, subresource }: ResourcePath) {
  const watches = ['true', '1'].includes(url.searchParams.get('watch') ?? '');
  const reads = name !== undefined ? 'get' : watches ? 'watch' : 'list';
  const deletes = name === undefined ? 'deletecollection' : 'delete';
  const verbs: Record<string, string> = { GET: reads, POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: deletes };
  const verb = verbs[method] ?? method.toLowerCase();
  return { verb, group: kind.group, resource: kind.plural, subresource, namespace, name };
}

/** kubectl makes some objects in Kubernetes' binary format, which is not spoken here. */
export function checkFormat({ method, text, header }: Pick<Asked, 'method' | 'text' | 'header'>): void {
  const type = header('content-type');
  if (method === 'PATCH') patchKind(type);
  else if (text !== '' && type !== '' && !type.startsWith('application/json'))
    throw new Refusal('UnsupportedMediaType', `the sandbox speaks application/json and was sent ${type}`);
}

function collection(parts: ResourceParts, asked: Asked, path: ResourcePath): Answered | 'streaming' {
  const { state } = parts;
  const { method, url } = asked;
  const { kind, namespace } = path;
  if (method === 'POST') {
    const made = { dryRun: isDryRun(url), manager: managerOf(asked) };
    return shown(parts, asked, kind, create(state, kind, namespace ?? '', json(asked.text), made), 201);
  }
  const matches = matcher(kind, namespace, url);
  if (method === 'GET' && ['true', '1'].includes(url.searchParams.get('watch') ?? ''))
    return stream(parts, asked, kind, matches);
  const found = state.store.list(kind, kind.namespaced ? namespace : undefined).filter(matches);
  if (method === 'DELETE') {
    for (const object of found) remove(state, kind, object, deletion(asked));
  } else if (method !== 'GET') throw notAllowed(method);
  const { items, metadata } = page(state.store, found, url.searchParams);
  if (wantsTable(asked)) {
    const shownAs = table(kind, items, metadata.resourceVersion, state.clock.now());
    return { status: 200, body: { ...shownAs, metadata } };
  }
  return { status: 200, body: { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items } };
}

function single(parts: ResourceParts, asked: Asked, path: ResourcePath, name: string): Answered {
  const { state } = parts;
  const { method, url, text } = asked;
  const { kind, namespace = '', subresource } = path;
  const now = state.store.get(kind, namespace, name);
  if (now === undefined) throw notFound(kind, name);
  const dryRun = isDryRun(url);
  if (subresource === 'log') {
    const wish = url.searchParams;
    const tail = wish.get('tailLines');
    const given = {
      container: wish.get('container') ?? undefined,
      previous: wish.get('previous') === 'true',
      tailLines: tail === null ? undefined : Number(tail),
      timestamps: wish.get('timestamps') === 'true',
    };
    return { status: 200, text: logOf(now as unknown as Pod, state.images, given, state.clock.now()) };
  }
  const asScale = subresource === 'scale';
  const seen = asScale ? scaleOf(now) : now;
  const part = subresource === 'status' ? ('status' as const) : ('object' as const);
  const give = (object: KubeObject) =>
    asScale ? { status: 200, body: scaleOf(object) } : shown(parts, asked, kind, object, 200);
  if (method === 'GET') return give(now);
  if (method === 'DELETE' && subresource === undefined) {
    remove(state, kind, now, deletion(asked));
    const { uid } = now.metadata;
    const details = { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural, uid };
    const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
    return { status: 200, body: state.store.get(kind, namespace, name) ?? body };
  }
  if (method !== 'PUT' && method !== 'PATCH') throw notAllowed(method);
  let next: unknown = json(text);
  if (method === 'PATCH') {
    const patch = z.json().parse(next);
    const wanted = isJsonObject(patch) && isJsonObject(patch.metadata) ? patch.metadata.resourceVersion : null;
    if (typeof wanted === 'string' && wanted !== now.metadata.resourceVersion) throw conflict(kind, name);
    next = applyPatch(asked.header('content-type'), structuredClone(seen) as unknown as { [key: string]: Json }, patch);
  }
  const manager = managerOf(asked);
  const writer = asScale
    ? { manager, subresource: 'scale' as const }
    : part === 'status'
      ? { manager, subresource: part }
      : { manager };
  return give(replace(state, kind, now, asScale ? scaled(now, next) : next, { dryRun, part, writer }));
}

/** As Kubernetes has it: who says so, or the first word of the program's name. */
function managerOf({ url, header }: Asked): string {
  return url.searchParams.get('fieldManager') || header('user-agent').split('/')[0] || 'unknown';
}

function stream(parts: ResourceParts, { url, outgoing, ...asked }: Asked, kind: Kind, matches: Matches): 'streaming' {
  const { store, clock } = parts.state;
  const tabular = wantsTable({ url, outgoing, ...asked });
  const seconds = Number(url.searchParams.get('timeoutSeconds') ?? '');
  const query = {
    kind,
    matches,
    resourceVersion: url.searchParams.get('resourceVersion') ?? '',
    bookmarks: url.searchParams.get('allowWatchBookmarks') === 'true',
    timeoutSeconds: seconds > 0 ? seconds : undefined,
    shape: (object: KubeObject) =>
      tabular ? table(kind, [object], object.metadata.resourceVersion, clock.now()) : object,
  };
  watch(store, query, outgoing, parts.bookmarkEveryMs);
  return 'streaming';
}

function shown({ state }: ResourceParts, asked: Asked, kind: Kind, object: KubeObject, status: number): Answered {
  const { resourceVersion } = object.metadata;
  return { status, body: wantsTable(asked) ? table(kind, [object], resourceVersion, state.clock.now()) : object };
}

function matcher(kind: Kind, namespace: string | undefined, url: URL): Matches {
  const labels = labelSelector(url.searchParams.get('labelSelector') ?? '');
  const fields = fieldSelector(kind, url.searchParams.get('fieldSelector') ?? '');
  const here = (object: KubeObject) =>
    !kind.namespaced || namespace === undefined || object.metadata.namespace === namespace;
  return (object) => here(object) && labels(object) && fields(object);
}

function wantsTable({ method, header }: Asked): boolean {
  return method === 'GET' && header('accept').includes('as=Table');
}

function isDryRun(url: URL): boolean {
  const asked = url.searchParams.getAll('dryRun');
  if (asked.some((each) => each !== 'All'))
    throw new Refusal('Invalid', `invalid dryRun value "${asked.join()}": supported values: "All"`);
  return asked.length > 0;
}

const deleteOptions = z.looseObject({
  gracePeriodSeconds: z.int().min(0).nullish(),
  propagationPolicy: z.enum(['Orphan', 'Background', 'Foreground']).nullish(),
  dryRun: z.array(z.literal('All')).nullish(),
  preconditions: z.looseObject({ uid: z.string().nullish(), resourceVersion: z.string().nullish() }).nullish(),
});

function deletion({ url, text }: Asked) {
  const result = deleteOptions.safeParse(text === '' ? {} : json(text));
  if (!result.success)
    throw new Refusal('BadRequest', `the DeleteOptions are not well formed: ${result.error.message}`);
  const { gracePeriodSeconds, propagationPolicy, dryRun, preconditions } = result.data;
  const inQuery = url.searchParams.get('gracePeriodSeconds');
  return {
    dryRun: isDryRun(url) || (dryRun?.length ?? 0) > 0,
    gracePeriodSeconds: gracePeriodSeconds ?? (inQuery === null ? undefined : Number(inQuery)),
    orphans: (propagationPolicy ?? url.searchParams.get('propagationPolicy')) === 'Orphan',
    uid: preconditions?.uid ?? undefined,
    resourceVersion: preconditions?.resourceVersion ?? undefined,
  };
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('BadRequest', `the body of the request is not JSON: ${String(cause)}`);
  }
}

function notAllowed(method: string): Refusal {
  return new Refusal('MethodNotAllowed', `the server does not allow ${method} on the requested resource`);
}

import { IsomorphicFetchHttpLibrary, type KubeConfig, RequestContext, Watch } from '@kubernetes/client-node';
import { Fault } from '../../model/fault.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { type Kind, pathOf } from './kinds.ts';
import { type Asked, faultOf, faultOfSilence } from './trouble.ts';

export interface AccessParts {
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  timeout: Millis;
  now(): Instant;
  /** Called for each request that went out; status 0: no answer. */
  onCall(call: { verb: Asked['verb']; resource: string; status: number }): void;
}

export type Call = Omit<Asked, 'cluster'> & {
  query?: Record<string, string>;
  sent?: { type: string; body: unknown };
};

/** One cluster's API, asked with the credentials of its context. */
export interface Access {
  cluster: string;
  /** What was answered: JSON, or a text of a log. Throws `Fault`, and `Conflict` for 409. */
  send(call: Call): Promise<unknown>;
  /** Whether the account may do something, as a SelfSubjectAccessReview. */
  review(attributes: Record<string, string>): Promise<unknown>;
  /** One stream of changes; `done` once when it has ended, with what ended it. The SDK ends one that is silent for 30 s. */
  stream(
    call: Call,
    event: (type: string, object: unknown) => void,
    done: (error: unknown) => void,
  ): Promise<AbortController>;
}

const reviews: Kind = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'selfsubjectaccessreviews',
  name: 'SelfSubjectAccessReview',
};
/** How long connections are kept before certificates and proxies are looked up again. */
const renewal: Millis = 10 * 60_000;

export function createAccess(cluster: string, config: KubeConfig, parts: AccessParts): Access {
  const http = new IsomorphicFetchHttpLibrary();
  const server = config.getCurrentCluster()?.server.replace(/\/+$/, '') ?? '';
  let kept: { dispatcher: ReturnType<RequestContext['getDispatcher']>; until: number } | null = null;

  /** The SDK makes a pool of connections for each request; one is enough for all. */
  async function authenticate(context: RequestContext): Promise<void> {
    try {
      await config.applySecurityAuthentication(context);
    } catch (cause) {
      throw new Fault('denied', `The credentials for cluster ${cluster} cannot be had. Look at its context.`, {
        cause,
      });
    }
    if (kept === null || kept.until < performance.now())
      kept = { dispatcher: context.getDispatcher(), until: performance.now() + renewal };
    if (kept.dispatcher !== undefined) context.setDispatcher(kept.dispatcher);
  }

  async function exchange(context: RequestContext): Promise<{ status: number; text: string; wait: string | null }> {
    const { httpStatusCode: status, headers, body } = await http.send(context).toPromise();
    return { status, text: await body.text(), wait: headers['retry-after'] ?? null };
  }

  async function send({ query = {}, sent, ...asked }: Call, path: string): Promise<unknown> {
    parts.stopping.throwIfAborted();
    const { subresource, verb } = asked;
    const method = verb === 'create' ? 'POST' : verb === 'patch' ? 'PATCH' : 'GET';
    const context = new RequestContext(server + path, method);
    for (const [key, value] of Object.entries(query)) context.setQueryParam(key, value);
    context.setHeaderParam('accept', 'application/json, */*;q=0.8');
    context.setHeaderParam('user-agent', 'quarterdeck');
    if (sent !== undefined) {
      context.setHeaderParam('content-type', sent.type);
      context.setBody(JSON.stringify(sent.body));
    }
    const limit = AbortSignal.timeout(parts.timeout);
    // A write that is on its way is not broken off by a stop: its answer is worth the wait.
    context.setSignal(method === 'GET' ? AbortSignal.any([limit, parts.stopping]) : limit);
    let status = 0;
    try {
      await authenticate(context);
      const answer = await exchange(context);
      status = answer.status;
      if (status >= 200 && status < 300) return subresource === 'log' ? answer.text : JSON.parse(answer.text);
      const wait = answer.wait !== null && /^\d{1,6}$/.test(answer.wait) ? Number(answer.wait) * 1_000 : null;
      throw faultOf({ cluster, ...asked }, status, answer.text, wait === null ? null : parts.now() + wait);
    } catch (error) {
      if (error instanceof Fault) throw error;
      parts.stopping.throwIfAborted();
      if (error instanceof SyntaxError)
        throw new Fault('invalid', `At the address of cluster ${cluster} something else answers.`, { cause: error });
      throw faultOfSilence(cluster, error);
    } finally {
      parts.onCall({ verb, resource: resourceOf(asked), status });
    }
  }

  return {
    cluster,
    send: (call) => send(call, pathOf(call.kind, call.namespace, call.name, call.subresource)),
    review: (resourceAttributes) =>
      send(
        {
          verb: 'create',
          kind: reviews,
          namespace: '',
          sent: {
            type: 'application/json',
            body: { apiVersion: 'authorization.k8s.io/v1', kind: reviews.name, spec: { resourceAttributes } },
          },
        },
        `/apis/authorization.k8s.io/v1/${reviews.plural}`,
      ),
    async stream({ kind, namespace, query = {} }, event, done) {
      const watch = new Watch(config);
      parts.onCall({ verb: 'watch', resource: kind.plural, status: 200 });
      return watch.watch(pathOf(kind, namespace), query, event, done);
    },
  };
}

function resourceOf({ kind, subresource }: Pick<Asked, 'kind' | 'subresource'>): string {
  return subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
}

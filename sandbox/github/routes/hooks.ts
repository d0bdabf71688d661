import { type Answer, accepted, existing, notFound, ok } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { appEvents } from '../shapes/app.ts';
import { api, iso } from '../site.ts';
import type { Delivery } from '../webhooks/deliveries.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** The repository's view of the webhook, which here is the app's. */
export function hookRoutes(world: GitHubWorld): Route[] {
  const { webhooks } = world;
  const find = (request: ApiRequest) => {
    if (request.id('hook_id') !== world.hookId) throw notFound();
    return existing(webhooks.deliveries().find(({ id }) => id === request.id('delivery_id')));
  };
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/hooks',
      needs: 'repository_hooks:read',
      handle: (request) => paged(request, webhooks.address() === null ? [] : [world], hookShape),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries',
      needs: 'repository_hooks:read',
      handle(request) {
        if (request.id('hook_id') !== world.hookId) throw notFound();
        return deliveryPage(world, request);
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}',
      needs: 'repository_hooks:read',
      handle: (request) => ok(deliveryItem(world, find(request), true)),
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts',
      needs: 'repository_hooks:write',
      handle(request) {
        webhooks.redeliver(find(request));
        return accepted;
      },
    },
  ];
}

export function hookConfig(world: GitHubWorld): Record<string, string> {
  return { url: world.webhooks.address() ?? '', content_type: 'json', insecure_ssl: '0', secret: '********' };
}

function hookShape(world: GitHubWorld): Record<string, unknown> {
  const url = api(world.site, `/hooks/${world.hookId}`);
  const last = world.webhooks.deliveries()[0];
  return {
    type: 'Repository',
    id: world.hookId,
    name: 'web',
    active: true,
    events: appEvents,
    config: hookConfig(world),
    updated_at: iso(world.site.createdAt),
    created_at: iso(world.site.createdAt),
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: {
      code: last?.statusCode ?? null,
      status: last === undefined ? 'unused' : 'active',
      message: last?.status ?? null,
    },
  };
}

/** Deliveries, newest first, from `cursor` on; `status` is `success` or `failure`. */
export function deliveryPage(world: GitHubWorld, request: ApiRequest): Answer {
  const size = Math.min(100, Number(request.query('per_page') ?? 30) || 30);
  const cursor = request.query('cursor');
  const wanted = request.query('status');
  const succeeded = (delivery: Delivery) => delivery.statusCode >= 200 && delivery.statusCode < 300;
  const fitting = world.webhooks
    .deliveries()
    .filter((delivery) => cursor === undefined || delivery.id <= Number(cursor))
    .filter((delivery) => wanted === undefined || succeeded(delivery) === (wanted === 'success'));
  const next = fitting[size];
  const url = new URL(request.url);
  url.searchParams.set('cursor', String(next?.id ?? ''));
  const shown = fitting.slice(0, size).map((delivery) => deliveryItem(world, delivery, false));
  return ok(shown, next === undefined ? {} : { link: `<${url}>; rel="next"` });
}

export function deliveryItem(world: GitHubWorld, delivery: Delivery, whole: boolean): Record<string, unknown> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: world.credentials.installationId,
    repository_id: world.site.repositoryId,
    throttled_at: null,
    ...(whole
      ? {
          url: world.webhooks.address() ?? '',
          request: { headers: {}, payload: JSON.parse(delivery.body) },
          response: { headers: {}, payload: '' },
        }
      : {}),
  };
}

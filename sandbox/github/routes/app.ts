import { z } from 'zod';
import { accepted, created, existing, notFound, ok } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/route.ts';
import { appShape, installationShape } from '../shapes/app.ts';
import { fullRepository, minimalRepository } from '../shapes/repository.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { deliveryItem, deliveryPage, hookConfig } from './hooks.ts';

const tokenRequest = z.object({
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
});

/** The app, its installation, the tokens that it is given, and its own webhook. */
export function appRoutes(world: GitHubWorld): Route[] {
  const { site, credentials } = world;
  return [
    { method: 'GET', path: '/app', needs: 'app', handle: () => ok(appShape(site, credentials)) },
    {
      method: 'GET',
      path: '/app/installations',
      needs: 'app',
      handle: (request) => paged(request, [credentials], (app) => installationShape(site, app)),
    },
    {
      method: 'GET',
      path: '/app/installations/{installation_id}',
      needs: 'app',
      handle(request) {
        if (request.id('installation_id') !== credentials.installationId) throw notFound();
        return ok(installationShape(site, credentials));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/installation',
      needs: 'app',
      handle: () => ok(installationShape(site, credentials)),
    },
    {
      method: 'GET',
      path: '/orgs/{org}/installation',
      needs: 'app',
      handle(request) {
        if (request.param('org').toLowerCase() !== site.owner.toLowerCase()) throw notFound();
        return ok(installationShape(site, credentials));
      },
    },
    {
      method: 'POST',
      path: '/app/installations/{installation_id}/access_tokens',
      needs: 'app',
      handle(request) {
        if (request.id('installation_id') !== credentials.installationId) throw notFound();
        const asked = request.body(tokenRequest);
        const { token, expiresAt, permissions } = credentials.issue(asked.permissions);
        const named = asked.repositories !== undefined || asked.repository_ids !== undefined;
        return created({
          token,
          expires_at: new Date(expiresAt).toISOString(),
          permissions,
          repository_selection: 'selected',
          ...(named ? { repositories: [minimalRepository(site)] } : {}),
        });
      },
    },
    {
      method: 'GET',
      path: '/installation/repositories',
      needs: 'metadata:read',
      handle: (request) => paged(request, [site], fullRepository, 'repositories'),
    },
    { method: 'GET', path: '/app/hook/config', needs: 'app', handle: () => ok(hookConfig(world)) },
    {
      method: 'GET',
      path: '/app/hook/deliveries',
      needs: 'app',
      handle: (request) => deliveryPage(world, request),
    },
    {
      method: 'GET',
      path: '/app/hook/deliveries/{delivery_id}',
      needs: 'app',
      handle: (request) => ok(deliveryItem(world, existing(findDelivery(world, request.id('delivery_id'))), true)),
    },
    {
      method: 'POST',
      path: '/app/hook/deliveries/{delivery_id}/attempts',
      needs: 'app',
      handle(request) {
        world.webhooks.redeliver(existing(findDelivery(world, request.id('delivery_id'))));
        return accepted;
      },
    },
  ];
}

function findDelivery(world: GitHubWorld, id: number) {
  return world.webhooks.deliveries().find((delivery) => delivery.id === id);
}

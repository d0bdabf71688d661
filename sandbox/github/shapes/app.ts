import type { components } from '@octokit/openapi-types';
import { granted } from '../http/credentials.ts';
import { iso, nodeId, type Site } from '../site.ts';
import { simpleUser } from './user.ts';

type Schemas = components['schemas'];

export interface AppIdentity {
  appId: number;
  clientId: string;
  installationId: number;
}

export const appEvents = [
  'check_run',
  'create',
  'delete',
  'deployment',
  'deployment_protection_rule',
  'deployment_review',
  'deployment_status',
  'membership',
  'push',
  'workflow_job',
  'workflow_run',
];

export function appShape(site: Site, app: AppIdentity): Schemas['integration'] {
  return integration(site, { id: app.appId, clientId: app.clientId, slug: 'quarterdeck', name: 'Quarterdeck' });
}

/** The app that Actions itself is: the author of every check run. */
export function actionsApp(site: Site): NonNullable<Schemas['nullable-integration']> {
  return integration(site, { id: 15368, clientId: 'Iv1.actions', slug: 'github-actions', name: 'GitHub Actions' });
}

function integration(site: Site, app: { id: number; clientId: string; slug: string; name: string }) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: simpleUser(site, site.owner),
    name: app.name,
    description: '',
    external_url: site.origin(),
    html_url: `${site.origin()}/apps/${app.slug}`,
    created_at: iso(site.createdAt),
    updated_at: iso(site.createdAt),
    permissions: { ...granted },
    events: appEvents,
    installations_count: 1,
  };
}

export function installationShape(site: Site, app: AppIdentity): Schemas['installation'] {
  const { installationId: id, appId, clientId } = app;
  return {
    id,
    account: simpleUser(site, site.owner),
    repository_selection: 'selected',
    access_tokens_url: `${site.origin()}/app/installations/${id}/access_tokens`,
    repositories_url: `${site.origin()}/installation/repositories`,
    html_url: `${site.origin()}/organizations/${site.owner}/settings/installations/${id}`,
    app_id: appId,
    client_id: clientId,
    app_slug: 'quarterdeck',
    target_id: site.users.find(site.owner).id,
    target_type: 'Organization',
    permissions: granted,
    events: appEvents,
    created_at: iso(site.createdAt),
    updated_at: iso(site.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

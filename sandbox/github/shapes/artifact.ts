import type { components } from '@octokit/openapi-types';
import { shortRef } from '../actions/run.ts';
import type { Artifact } from '../artifacts.ts';
import { api, iso, nodeId, type Site } from '../site.ts';

/** As GitHub keeps them unless told otherwise. */
const keptFor = 90 * 86_400_000;

export function artifactShape(site: Site, artifact: Artifact): components['schemas']['artifact'] {
  const { id, name, run, zip, createdAt } = artifact;
  const url = api(site, `/actions/artifacts/${id}`);
  return {
    id,
    node_id: nodeId('MDg6QXJ0aWZhY3Q', id),
    name,
    size_in_bytes: zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: false,
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
    expires_at: iso(createdAt + keptFor),
    workflow_run: {
      id: run.id,
      repository_id: site.repositoryId,
      head_repository_id: site.repositoryId,
      head_branch: shortRef(run.ref),
      head_sha: run.sha,
    },
  };
}

import { z } from 'zod';
import { created, existing, noContent, notFound, ok, Refusal } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/route.ts';
import { moveReference } from '../pushes.ts';
import { commitShape, gitReference, tagObjectShape } from '../shapes/commit.ts';
import { api, nodeId, web } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';

const newTag = z.object({ tag: z.string(), message: z.string(), object: z.string(), type: z.literal('commit') });
const newReference = z.object({ ref: z.string(), sha: z.string() });

/** Branches, tags and references. */
export function referenceRoutes(world: GitHubWorld): Route[] {
  const { site, history, branchProtections } = world;
  const isProtected = (branch: string) =>
    branchProtections.classic(branch) !== undefined || branchProtections.rulesets(branch).length > 0;
  const all = () =>
    [
      ...[...history.branches.keys()].map((name) => `refs/heads/${name}`),
      ...[...history.tags.keys()].map((name) => `refs/tags/${name}`),
    ].sort();
  const shape = (ref: string) => gitReference(site, ref, existing(history.objectOf(ref)));
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/branches',
      needs: 'contents:read',
      handle: (request) =>
        paged(request, [...history.branches].sort(byName), ([name, sha]) => ({
          name,
          commit: { sha, url: api(site, `/commits/${sha}`) },
          protected: isProtected(name),
        })),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/branches/{branch}',
      needs: 'contents:read',
      handle(request) {
        const name = request.param('branch');
        const commit = history.commits.get(history.branches.get(name) ?? '');
        if (commit === undefined) throw new Refusal(404, 'Branch not found');
        const self = api(site, `/branches/${encodeURIComponent(name)}`);
        return ok({
          name,
          commit: commitShape(site, commit),
          _links: { self, html: web(site, `/tree/${name}`) },
          protected: isProtected(name),
          protection: {
            enabled: false,
            required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
          },
          protection_url: `${self}/protection`,
        });
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/tags',
      needs: 'contents:read',
      handle: (request) =>
        paged(request, [...history.tags].sort(byName).reverse(), ([name, sha]) => ({
          name,
          zipball_url: api(site, `/zipball/refs/tags/${name}`),
          tarball_url: api(site, `/tarball/refs/tags/${name}`),
          commit: { sha, url: api(site, `/commits/${sha}`) },
          node_id: nodeId('REF', `refs/tags/${name}`),
        })),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/git/ref/{ref}',
      needs: 'contents:read',
      handle(request) {
        const ref = `refs/${request.param('ref')}`;
        return ok(gitReference(site, ref, existing(history.objectOf(ref))));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/git/matching-refs/{ref}',
      needs: 'contents:read',
      handle: (request) =>
        ok(
          all()
            .filter((ref) => ref.startsWith(`refs/${request.param('ref')}`))
            .map(shape),
        ),
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/git/refs',
      needs: 'contents:write',
      handle(request) {
        const { ref, sha } = request.body(newReference);
        if (!/^refs\/(heads|tags)\/[^\s~^:?*[\\]+$/.test(ref) || ref.includes('..'))
          throw new Refusal(422, `${ref} is not a valid ref name.`);
        if (history.reference(ref) !== undefined) throw new Refusal(422, 'Reference already exists');
        if (!history.commits.has(sha) && !history.tagObjects.has(sha)) throw new Refusal(422, 'Object does not exist');
        moveReference(world, { ref, sha, sender: request.actor.login });
        return created(shape(ref));
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/git/tags',
      needs: 'contents:write',
      handle(request) {
        const { tag, message, object } = request.body(newTag);
        if (!history.commits.has(object)) throw new Refusal(422, 'Object does not exist');
        const tagger = request.actor.login;
        const made = history.annotate({ tag, message, tagger, date: world.timeline.now(), target: object });
        return created(tagObjectShape(site, made));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/git/tags/{tag_sha}',
      needs: 'contents:read',
      handle: (request) => ok(tagObjectShape(site, existing(history.tagObjects.get(request.param('tag_sha'))))),
    },
    {
      method: 'DELETE',
      path: '/repos/{owner}/{repo}/git/refs/{ref}',
      needs: 'contents:write',
      handle(request) {
        const ref = `refs/${request.param('ref')}`;
        if (!/^refs\/(heads|tags)\//.test(ref)) throw notFound();
        if (history.reference(ref) === undefined) throw new Refusal(422, 'Reference does not exist');
        moveReference(world, { ref, sha: null, sender: request.actor.login });
        return noContent;
      },
    },
  ];
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}

import { z } from 'zod';
import { secretNames, type Workflow } from '../actions/workflow-file.ts';
import { startByHand } from '../dispatches.ts';
import { type Answer, existing, noContent, notFound, ok, Refusal } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { runShape, workflowShape } from '../shapes/run.ts';
import { api, iso, web } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { selectRuns } from './runs.ts';

const dispatch = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  return_run_details: z.boolean().optional(),
});

/** Workflows and their dispatch, their files, and the names of their secrets. */
export function workflowRoutes(world: GitHubWorld): Route[] {
  const { site, workflows, history } = world;
  const find = (request: ApiRequest) => {
    const wanted = request.param('workflow_id');
    return existing(workflows.find(({ id, file }) => String(id) === wanted || file === wanted));
  };
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/workflows',
      needs: 'actions:read',
      handle: (request) => paged(request, workflows, (each) => workflowShape(site, each), 'workflows'),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}',
      needs: 'actions:read',
      handle: (request) => ok(workflowShape(site, find(request))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
      needs: 'actions:read',
      handle(request) {
        const workflow = find(request);
        const runs = selectRuns(world, request).filter((run) => run.workflow === workflow);
        return paged(request, runs, (run) => runShape(site, run, history.commits.get(run.sha)), 'workflow_runs');
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      needs: 'actions:write',
      handle: (request) => dispatched(world, find(request), request),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/contents/{path}',
      needs: 'contents:read',
      handle: (request) => contents(world, request),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/secrets',
      needs: 'secrets:read',
      handle: (request) =>
        paged(
          request,
          secretNames(workflows),
          (name) => ({ name, created_at: iso(site.createdAt), updated_at: iso(site.createdAt) }),
          'secrets',
        ),
    },
  ];
}

function dispatched(world: GitHubWorld, workflow: Workflow, request: ApiRequest): Answer {
  const asked = request.body(dispatch);
  const run = startByHand(world, workflow, { ...asked, actor: request.actor.login });
  if ('error' in run) throw new Refusal(422, run.error);
  const detailed = asked.return_run_details === true || request.header('x-github-api-version') === '2026-03-10';
  if (!detailed) return noContent;
  const { site } = world;
  return ok({
    workflow_run_id: run.id,
    run_url: api(site, `/actions/runs/${run.id}`),
    html_url: web(site, `/actions/runs/${run.id}`),
  });
}

/** The workflow files are the only files of this repository that can be read. */
function contents(world: GitHubWorld, request: ApiRequest): Answer {
  const { site, workflows, history, parts } = world;
  const ref = request.query('ref') ?? site.defaultBranch;
  if (history.resolve(ref) === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const path = request.param('path').replace(/\/$/, '');
  const entry = (workflow: Workflow) => {
    const self = api(site, `/contents/${workflow.path}?ref=${ref}`);
    const html = web(site, `/blob/${ref}/${workflow.path}`);
    const sha = parts.ids.sha(`blob:${workflow.content}`);
    const git = api(site, `/git/blobs/${sha}`);
    return {
      type: 'file' as const,
      size: Buffer.byteLength(workflow.content),
      name: workflow.file,
      path: workflow.path,
      sha,
      url: self,
      html_url: html,
      git_url: git,
      download_url: null,
      _links: { self, git, html },
    };
  };
  if (path === '.github/workflows') return ok(workflows.map(entry));
  const workflow = workflows.find((each) => each.path === path);
  if (workflow === undefined) throw notFound();
  const content = Buffer.from(workflow.content)
    .toString('base64')
    .replace(/(.{60})/g, '$1\n');
  return ok({ ...entry(workflow), encoding: 'base64', content: `${content}\n` });
}

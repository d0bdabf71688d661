import { matches, passes, passesPaths } from './filters.ts';
import { type Run, shortRef } from './run.ts';
import type { Workflow } from './workflow-file.ts';

/** A push starts nothing when the message of its last commit says one of these. */
const skips = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'];

export function asksToSkip(message: string): boolean {
  return skips.some((words) => message.includes(words));
}

/** Whether a push of `ref` (fully qualified) starts this workflow. `files` are those that changed; null for a tag. */
export function startsOnPush(workflow: Workflow, ref: string, files: string[] | null): boolean {
  const rule = workflow.definition.on.push;
  return rule !== undefined && passes(rule, ref) && passesPaths(rule, files);
}

/** Whether this workflow starts when a run of another is requested or completed. Such runs start no others in turn. */
export function listensTo(workflow: Workflow, cause: Run, type: 'requested' | 'completed'): boolean {
  const rule = workflow.definition.on.workflow_run;
  if (rule === undefined || cause.event === 'workflow_run') return false;
  if (!rule.types.includes(type) || !rule.workflows.includes(cause.workflow.name)) return false;
  return rule.branches === undefined || matches(rule.branches, shortRef(cause.ref));
}

/** What `github.event` shows of the run that was the cause. */
export function causePayload({ id, conclusion, sha, title, ref, event, workflow }: Run): Record<string, unknown> {
  const commit = { head_sha: sha, head_branch: shortRef(ref) };
  return { workflow_run: { id, conclusion, ...commit, display_title: title, event, name: workflow.name } };
}

import type { DispatchOutcome, DispatchRequest } from '../contract.ts';
import { readInputs } from './actions/inputs.ts';
import type { Run } from './actions/run.ts';
import type { Workflow } from './actions/workflow-file.ts';
import type { GitHubWorld } from './world-of-github.ts';

const mostInputs = 25;

/** Starts a workflow by hand, or GitHub's sentence about why not. `actor` is a login. */
export function startByHand(
  { engine, history }: GitHubWorld,
  workflow: Workflow,
  { ref, inputs, actor }: { ref: string; inputs: Record<string, unknown>; actor: string },
): Run | { error: string } {
  if (Object.keys(inputs).length > mostInputs)
    return { error: `Invalid request.\n\nMore than ${mostInputs} inputs were provided.` };
  const target = history.reference(ref);
  if (target === undefined) return { error: `No ref found for: ${ref}` };
  const read = readInputs(workflow, inputs);
  if ('error' in read) return read;
  return engine.start(workflow, { event: 'workflow_dispatch', ...target, actor, inputs: read.inputs });
}

/** What a person does with "Run workflow" on GitHub's page. */
export function dispatchAs(world: GitHubWorld, handle: string, asked: DispatchRequest): DispatchOutcome {
  const { site, workflows, timeline } = world;
  const refuse = (refused: string, message: string) => ({ refused, message });
  if (asked.repository.toLowerCase() !== site.fullName.toLowerCase())
    return refuse('unknown_repository', `This world has no repository ${asked.repository}, only ${site.fullName}.`);
  const workflow = workflows.find(({ file }) => file === asked.workflow);
  if (workflow === undefined) return refuse('unknown_workflow', `${site.fullName} has no workflow ${asked.workflow}.`);
  const actor = site.users.find(handle).login;
  const { ref = site.defaultBranch, inputs = {} } = asked;
  const run = startByHand(world, workflow, { ref, inputs, actor });
  timeline.settle();
  return 'error' in run ? refuse('invalid_dispatch', run.error) : { run: run.id };
}

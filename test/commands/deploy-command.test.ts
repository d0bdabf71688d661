import { expect, test } from 'vitest';
import { deploy } from '../../commands/deploy.ts';
import type { WorkflowInput } from '../../src/model/workflow-file.ts';
import { callOf } from './call.ts';

/** Types `/deploy staging` where the workflow has this input; null: the file cannot be read. */
async function types(input: Partial<WorkflowInput> | null) {
  const started: unknown[] = [];
  const declared = { name: 'note', description: null, required: true, type: 'string', options: [], default: null };
  const call = callOf({
    start: { deploy: async (request: object) => started.push(request) },
    ask: {
      workflowFile: async () => {
        if (!input) throw new Error('GitHub is away');
        return { path: 'deploy.yml', dispatchable: true, runName: null, inputs: [{ ...declared, ...input }] };
      },
    },
  });
  return { reply: await deploy.run(call, 'staging'), started };
}

test('a workflow that asks for what cannot be typed is not started, and the form is pointed to', async () => {
  const { reply, started } = await types({});
  expect(started).toEqual([]);
  expect(reply).toMatchObject({ kind: 'notice', notice: { tone: 'error' } });
  expect(JSON.stringify(reply)).toMatch(/cannot be started without \\"note\\".*Type \/deploy alone/);
});

test.each<[string, Partial<WorkflowInput> | null]>([
  ['has a default', { default: 'x' }],
  ['need not be given', { required: false }],
  ['is a boolean: GitHub takes that for no', { type: 'boolean' }],
  ['is filled in by the bot', { name: 'deployment_id' }],
  ['is given by the catalog', { name: 'environment' }],
  ['cannot be looked up', null],
])('an input that %s stops nobody', async (_, input) => {
  const { reply, started } = await types(input);
  expect(reply).toEqual({ kind: 'started' });
  expect(started).toMatchObject([{ environment: 'staging', inputs: {} }]);
});

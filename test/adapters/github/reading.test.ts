import { describe, expect, test } from 'vitest';
import { getNewRun, getRun } from '../../../src/adapters/github/run-reading.ts';
import { createTag } from '../../../src/adapters/github/tags.ts';
import { createTeams } from '../../../src/adapters/github/teams.ts';
import { readWorkflowFile } from '../../../src/adapters/github/workflow-file.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const open = scriptedClients();
const ok = (body: unknown, to?: string): Script => ({ status: 200, body, ...(to ? { to } : {}) });

describe('runs', () => {
  const run = (attempt: number, status = 'in_progress') =>
    ok({
      id: 7,
      run_attempt: attempt,
      display_title: 'Deploy',
      name: 'Deploy',
      head_sha: 'a',
      head_branch: 'main',
      event: 'workflow_dispatch',
      status,
      conclusion: null,
      html_url: 'https://github.example/7',
      updated_at: '2026-01-20T15:00:00Z',
    });
  const jobs = (...attempts: number[]) =>
    ok({
      total_count: attempts.length,
      jobs: attempts.map((run_attempt, index) => ({
        id: index + 1,
        run_id: 7,
        run_attempt,
        name: `j${index}`,
        status: 'completed',
        conclusion: 'success',
      })),
    });

  test('an attempt that begins between the run and its jobs is asked for again', async () => {
    const { github, server } = await open([run(1), jobs(2), run(2), jobs(2)]);
    expect(await getRun(github, repository, 7)).toMatchObject({ attempt: 2, jobs: [{ attempt: 2 }] });
    expect(server.seen).toHaveLength(4);
  });

  test('one that began this instant may need a moment to be seen', async () => {
    const missing: Script = { status: 404, body: { message: 'Not Found' } };
    const { github, pauses } = await open([missing, run(1), jobs()]);
    expect(await getNewRun(github, repository, 7)).toMatchObject({ id: 7 });
    expect(pauses).toEqual([500]);
    const never = await open([missing]);
    expect(await getNewRun(never.github, repository, 7)).toBeNull();
    expect(never.server.seen).toHaveLength(3);
  });

  test('jobs that a re-run took over belong to its attempt', async () => {
    const { github } = await open([run(2), jobs(1, 2)]);
    expect((await getRun(github, repository, 7))?.jobs.map(({ attempt }) => attempt)).toEqual([2, 2]);
  });

  test.each([
    ['requested', 'queued'],
    ['pending', 'queued'],
    ['waiting', 'waiting'],
    ['something new', 'queued'],
  ])('the status %s is shown as %s', async (given, shown) => {
    const { github } = await open([run(1, given), jobs()]);
    expect(await getRun(github, repository, 7)).toMatchObject({ status: shown });
  });
});

test('a membership that is only offered is none, and a team is looked at once in a while', async () => {
  const { github, server } = await open([
    ok({ state: 'pending' }),
    { status: 404, body: { message: 'Not Found' } },
    ok([]),
    { status: 404, body: { message: 'Not Found' } },
  ]);
  const teams = createTeams(github);
  expect(await teams.isMember('acme/leads', 'dana')).toBe(false);
  expect(await teams.isMember('acme/leads', 'dana')).toBe(false);
  expect(await teams.isMember('acme/leads', 'dana')).toBe(false);
  expect(server.seen).toHaveLength(4);
});

describe('workflow files', () => {
  const read = (text: string) => readWorkflowFile('.github/workflows/x.yml', text);

  test.each([
    ['on: workflow_dispatch', true],
    ['on: [push, workflow_dispatch]', true],
    ['on: { workflow_dispatch: }', true],
    ['on: { workflow_dispatch: { inputs: } }', true],
    ['on: push', false],
    ['on: { push: { branches: [main] } }', false],
  ])('%j: dispatchable is %s', (text, dispatchable) => {
    expect(read(text)).toEqual({ path: '.github/workflows/x.yml', dispatchable, inputs: [], runName: null });
  });

  test('inputs of every kind, with defaults as text', () => {
    const { inputs } = read(`on:
  workflow_dispatch:
    inputs:
      bare:
      flag: { type: boolean, default: true }
      count: { type: number, default: 3, required: true }
      where: { type: environment, description: Where }
      size: { type: choice, options: [s, 2] }
`);
    expect(inputs.map(({ name, type, default: value, required }) => [name, type, value, required])).toEqual([
      ['bare', 'string', null, false],
      ['flag', 'boolean', 'true', false],
      ['count', 'number', '3', true],
      ['where', 'environment', null, false],
      ['size', 'choice', null, false],
    ]);
    expect(inputs[4]?.options).toEqual(['s', '2']);
  });

  test.each(['', '- a list', 'on: { workflow_dispatch: { inputs: { a: { type: date } } } }', 'a: [', '<<<<<<< HEAD'])(
    '%j cannot be used',
    (text) => {
      expect(() => read(text)).toThrow(/x\.yml cannot be used/);
    },
  );
});

test('a commit that may not be tagged for its workflow files is told from any other refusal', async () => {
  const accepted = 'contents=write; contents=write,workflows=write';
  const body = { message: 'Resource not accessible by integration' };
  const refused = (headers: Record<string, string>): Script => ({ status: 403, headers, body });
  const { github } = await open([refused({ 'x-accepted-github-permissions': accepted }), refused({})]);
  const tag = () => createTag(github, repository, 'quarterdeck/d-abcdefghij', 'a'.repeat(40));
  await expect(tag()).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('pin: input') });
  await expect(tag()).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('not accessible') });
});

import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { minute, second } from '../../src/model/time.ts';
import { approvalRule, catalog, checkRun, environment, gates, pipeline } from '../builders.ts';
import { createStory, repository } from './story.ts';

const checks = { required: ['lint'], ignored: [], all: false, waitFor: 10 * minute };
const pending = checkRun('lint', { status: 'in_progress', conclusion: null });

/** Staging waits up to ten minutes for lint, which runs. */
function waitingStory(approved = false) {
  const staging = environment({ gates: gates({ checks }), approvals: approved ? approvalRule() : null });
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [staging] })] }) });
  story.source.setChecks(repository, story.tip, [pending]);
  return story;
}

describe('a deployment that waits for checks', () => {
  test('says what it waits for, holds no lane, and goes when they are green', async () => {
    const story = waitingStory();
    const id = await story.ask('dev');
    const { deployment, buttons } = story.card(id);
    expect(deployment).toMatchObject({ state: 'requested', note: expect.stringContaining('still running: lint') });
    expect(buttons.map(({ kind }) => kind)).toEqual(['cancel']);
    expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
    await story.durable.advance(5 * minute);
    expect(story.runs.dispatched).toEqual([]);
    // Only the checks: each look at everything asks Slack as well.
    const looks = story.source.calls.map(({ method }) => method);
    expect(looks.filter((method) => method === 'checks').length).toBeGreaterThan(9);
    expect(looks.filter((method) => method === 'lastDeployed').length).toBeLessThan(3);
    story.source.setChecks(repository, story.tip, [checkRun('lint')]);
    await story.durable.advance(30 * second);
    expect(await story.read(id)).toMatchObject({ state: 'running', note: null });
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('asks for approval only when they are green', async () => {
    const story = waitingStory(true);
    const id = await story.ask('dev');
    await story.durable.advance(minute);
    expect((await story.read(id)).state).toBe('requested');
    story.source.setChecks(repository, story.tip, [checkRun('lint')]);
    await story.durable.advance(minute);
    expect((await story.read(id)).state).toBe('awaiting-approval');
  });

  test('is refused when one fails', async () => {
    const story = waitingStory();
    const id = await story.ask('dev');
    story.source.setChecks(repository, story.tip, [checkRun('lint', { conclusion: 'failure' })]);
    await story.durable.advance(minute);
    expect(await story.read(id)).toMatchObject({ state: 'refused', note: expect.stringContaining('failed: lint') });
    expect(story.runs.dispatched).toEqual([]);
  });

  test('is refused when its time is over', async () => {
    const story = waitingStory();
    const id = await story.ask('dev');
    await story.durable.advance(10 * minute - 1);
    expect((await story.read(id)).state).toBe('requested');
    await story.durable.advance(1);
    const refused = await story.read(id);
    expect(refused).toMatchObject({ state: 'refused', note: expect.stringContaining('still running: lint') });
    expect(refused.verdicts.find(({ gate }) => gate === 'checks')).toMatchObject({ outcome: 'block' });
    expect(story.runs.dispatched).toEqual([]);
  });

  test('goes on waiting when GitHub is away for a moment', async () => {
    const story = waitingStory();
    const id = await story.ask('dev');
    story.source.fail('checks', new Fault('unavailable', 'GitHub answers 502.'), 2);
    await story.durable.advance(2 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'requested', note: expect.stringContaining('lint') });
    story.source.setChecks(repository, story.tip, [checkRun('lint')]);
    await story.durable.advance(minute);
    expect((await story.read(id)).state).toBe('running');
  });

  test('can be cancelled', async () => {
    const story = waitingStory();
    const id = await story.ask('dev');
    expect(await story.cancels('dev', id)).toBe(true);
    expect(await story.read(id)).toMatchObject({
      state: 'cancelled',
      note: expect.stringContaining('while it waited for the checks'),
    });
    expect(story.runs.dispatched).toEqual([]);
  });

  test('waits again for a check that was started again while it waited for the lane', async () => {
    const story = waitingStory();
    story.source.setChecks(repository, story.tip, [checkRun('lint')]);
    const first = await story.ask('dev');
    const second = await story.ask('dev2');
    expect((await story.read(second)).state).toBe('queued');
    story.source.setChecks(repository, story.tip, [pending]);
    await story.completes(first, 'success');
    expect(await story.read(second)).toMatchObject({ state: 'requested' });
    expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
    story.source.setChecks(repository, story.tip, [checkRun('lint')]);
    await story.durable.advance(minute);
    expect((await story.read(second)).state).toBe('running');
  });
});

import { describe, expect, test } from 'vitest';
import { deploymentIdOfRun } from '../../src/model/deployment.ts';
import { second } from '../../src/model/time.ts';
import { beginToWatch, watchedWorkflows } from '../../src/usecases/elsewhere.ts';
import { recentRuns } from '../../src/usecases/run-news.ts';
import { observeWorkflow, observeWorkflowId } from '../../src/workflows/deploy-message.ts';
import { catalog, environment, now, pipeline } from '../builders.ts';
import { createStory, repository } from '../workflows/story.ts';

const startsOn = { push: { branches: ['develop'], tags: [] }, job: null };
const watching = pipeline({ environments: [environment({ startsOn }), environment({ name: 'production' })] });

/** Two replicas that look at GitHub by themselves; no webhook tells them anything. */
async function begin() {
  const story = createStory({ catalog: catalog({ pipelines: [watching] }) });
  const ports = {
    ...story.ports,
    durable: story.durable,
    observe: { workflow: observeWorkflow, id: observeWorkflowId },
  };
  const told = [new Map<string, string>(), new Map<string, string>()];
  await beginToWatch(ports);
  const round = async () => {
    await Promise.all(told.map((seen) => recentRuns(ports, seen)));
    await story.durable.runUntilIdle();
  };
  return { ...story, round };
}

describe('runs that start elsewhere, without webhooks', () => {
  test('are found by every replica, and told once', async () => {
    const story = await begin();
    const { runId } = story.runs.startElsewhere(repository, { file: 'deploy.yml', startedAt: now });
    await story.round();
    await story.round();
    const id = deploymentIdOfRun('acme/trading-engine', runId);
    expect((await story.read(id)).state).toBe('running');
    expect(story.actions(id)).toEqual(['deployment.observed']);
    expect(story.chat.messages.size).toBe(1);
  });

  test('are not those of the bot, nor those of before it began to look', async () => {
    const story = await begin();
    story.runs.startElsewhere(repository, { file: 'deploy.yml', startedAt: now - 90 * second });
    const own = await story.ask('dev');
    story.runs.move(repository, story.runs.dispatched[0]?.runId ?? 0, { startedAt: now });
    await story.round();
    await story.completes(own, 'success');
    await story.round();
    expect([...story.chat.messages.keys()]).toEqual([`deploy:${own}`]);
  });

  test('are asked about once for each workflow that the catalog watches, and for no other', async () => {
    const story = await begin();
    await story.round();
    expect(story.runs.calls.filter(({ method }) => method === 'recent')).toHaveLength(2);
    expect(watchedWorkflows(catalog({ pipelines: [watching] }))).toEqual([{ repository, workflow: 'deploy.yml' }]);
    expect(watchedWorkflows(catalog())).toEqual([]);
  });
});

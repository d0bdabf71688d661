import { expect, test } from 'vitest';
import { deploymentIdOfRun } from '../../src/model/deployment.ts';
import { approvalRule, catalog, environment, now, pipeline } from '../builders.ts';
import { atEveryBoundary, runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { createStory, repository } from './story.ts';

/** A tag that was pushed past the approval: found, reported, followed and ended once, wherever the process dies. */
async function pushed(arm: (engine: FakeDurable) => void): Promise<FakeDurable> {
  const startsOn = { push: { branches: [], tags: ['v*.*.*'] }, job: null };
  const production = environment({ name: 'production', startsOn, approvals: approvalRule() });
  const environments = [environment(), production];
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments })] }) });
  const { durable } = story;
  arm(durable);
  const settle = () => runOn(durable);
  const news = story.runs.startElsewhere(repository, { file: 'deploy.yml', startedAt: now, headBranch: 'v1.4.0' });
  await story.hears(news);
  await settle();
  await story.hears(story.runs.complete(repository, news.runId, 'success'));
  await settle();
  await story.hears(news);
  await settle();

  const id = deploymentIdOfRun('acme/trading-engine', news.runId);
  expect(await story.read(id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
  expect([...story.chat.messages.keys()].toSorted()).toEqual([`deploy:${id}`, `skipped-rules:${id}:1`]);
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(['ended']);
  expect(story.actions(id)).toEqual(['deployment.observed', 'deployment.skipped-rules', 'deployment.ended']);
  expect((await story.lanes.state([{ service: 'api', environment: 'production' }])).holders).toEqual([]);
  expect(await story.deployments.running({ environment: 'production' })).toHaveLength(4);
  expect(story.runs.dispatched).toEqual([]);
  return durable;
}

test('a deployment that started elsewhere survives a kill at every step boundary', async () => {
  expect(await atEveryBoundary(pushed)).toBeGreaterThan(40);
});

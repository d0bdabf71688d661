import { expect, test } from 'vitest';
import { deploymentIdOfRun } from '../../src/model/deployment.ts';
import { approvalRule, catalog, environment, job, now, pipeline } from '../builders.ts';
import { atEveryBoundary, runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { createStory, repository } from './story.ts';

const waits = job('Deploy', { status: 'waiting', conclusion: null, startedAt: null, completedAt: null });

/** GitHub protects staging, by our rule and by a reviewer, who has approved in Slack and lets us answer for them. */
function guarded() {
  const rules = environment({
    startsOn: { push: { branches: ['develop'], tags: [] }, job: null },
    githubEnvironment: { name: 'staging', rule: true, reviewers: true },
    approvals: approvalRule(),
  });
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [rules] })] }) });
  const settle = () => runOn(story.durable);
  return { story, settle };
}

async function letIn({ story, settle }: ReturnType<typeof guarded>, id: string, runId: number): Promise<FakeDurable> {
  await story.hears(story.runs.complete(repository, runId, 'success'));
  await settle();
  const done = await story.read(id);
  expect(done).toMatchObject({ state: 'succeeded', approval: { votes: [{ person: { name: 'lead' } }] } });
  expect(done.hold).toMatchObject({ waiting: [], turnedAway: null });
  expect(done.hold?.answers.map(({ how, decision }) => `${how} ${decision}`)).toEqual([
    'rule approved',
    'in-name approved',
  ]);
  const decided = story.protection.answers.filter(({ decision }) => decision !== null);
  expect(decided.map(({ environment, decision }) => `${environment} ${decision}`)).toEqual(['staging approved']);
  expect(await story.protection.reviews(repository, runId)).toMatchObject([{ by: 'lena-lead', decision: 'approved' }]);
  const told = story.actions(id).filter((action) => action.startsWith('environment.'));
  expect(told).toEqual(['environment.rule-answered', 'environment.reviewed']);
  return story.durable;
}

async function begin(arm: (engine: FakeDurable) => void) {
  const made = guarded();
  const { story } = made;
  const lena = { slackId: story.who('lead').slackId, login: 'lena-lead', githubId: 1, since: now, by: 'a test' };
  await story.accounts.link(
    { ...lena, how: 'device-flow' },
    { token: 'token of lead', expiresAt: null, refresh: null },
  );
  arm(story.durable);
  return made;
}
const by = { rule: true, reviewers: [{ kind: 'person' as const, name: 'lena-lead' }] };

test('a run that was started elsewhere is let in once, however the process dies', { timeout: 60_000 }, async () => {
  const boundaries = await atEveryBoundary<FakeDurable>(async (arm) => {
    const made = await begin(arm);
    const { story, settle } = made;
    const news = story.runs.startElsewhere(repository, { file: 'deploy.yml', startedAt: now });
    const { runId } = news;
    const id = deploymentIdOfRun('acme/trading-engine', runId);
    story.protection.hold(repository, runId, 'staging', by);
    await story.hears(news);
    await settle();
    await story.hears(story.runs.move(repository, runId, { status: 'waiting', jobs: [waits] }));
    await settle();
    await story.vote('lead', id);
    await settle();
    return letIn(made, id, runId);
  });
  expect(boundaries).toBeGreaterThan(70);
});

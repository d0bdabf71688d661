import { expect, test } from 'vitest';
import { known } from '../../src/model/facts.ts';
import { hour } from '../../src/model/time.ts';
import type { WhyQuestion } from '../../src/usecases/why.ts';
import { why } from '../../src/usecases/why.ts';
import { catalog, deployment, environment, facts, lockOf, now, person, pipeline } from '../builders.ts';
import { createFakeDeployments } from '../fakes/deployments.ts';

const staging = environment();
const target = { pipeline: pipeline(), name: 'api', services: ['api'] };
const seen = {
  environment: staging,
  target,
  facts: facts({ locks: known([lockOf({ owner: person('dev2'), until: now + hour })]) }),
};

async function ask(changes: Partial<WhyQuestion> = {}, look: typeof seen | null = seen) {
  const deployments = createFakeDeployments();
  for (const [id, services, state] of [
    ['d-1', ['api'], 'queued'],
    ['d-2', ['worker'], 'queued'],
    ['d-3', ['api'], 'succeeded'],
  ] as const) {
    await deployments.save(
      deployment({ id, pipeline: pipeline().name, environment: staging.name, services: [...services], state }),
    );
  }
  const question = { environment: staging.name, target: 'api', ref: null, at: null, person: person('dev'), ...changes };
  return why({ deployments }, async () => look, question);
}

test('every verdict, when it passes by itself, and only what is on its way there', async () => {
  expect(catalog().pipelines[0]?.name).toBe(pipeline().name);
  const notice = await ask();
  expect(notice).toMatchObject({ kind: 'why', at: now, earliest: now + hour });
  if (notice.kind !== 'why') throw new Error('not an answer');
  expect(notice.verdicts.filter(({ outcome }) => outcome === 'block').map(({ gate }) => gate)).toEqual(['lock']);
  expect(notice.underWay.map(({ id }) => id)).toEqual(['d-1']);
});

test('as of a moment to come', async () => {
  const notice = await ask({ at: 'in 2h' });
  expect(notice).toMatchObject({ kind: 'why', now, at: now + 2 * hour, earliest: now + 2 * hour });
});

test('a time that cannot be read, and a target that is gone, are said', async () => {
  expect(await ask({ at: 'soon' })).toMatchObject({ kind: 'text', lines: ['"soon" is no time.', expect.any(String)] });
  expect(await ask({}, null)).toMatchObject({ kind: 'text', title: 'api in staging is not in the catalog any more' });
});

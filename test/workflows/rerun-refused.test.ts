import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/model/catalog.ts';
import { Fault } from '../../src/model/fault.ts';
import { hour } from '../../src/model/time.ts';
import { catalog, checkRun, environment, gates, lockOf, now, pipeline } from '../builders.ts';
import { createStory, repository } from './story.ts';

const checks = { required: ['lint'], ignored: [], all: false };

/** A deployment that has failed, and whose re-run is refused by what `prepare` brings about. */
async function refused(
  changes: Partial<Environment>,
  prepare: (story: ReturnType<typeof createStory>) => Promise<unknown> | unknown,
) {
  const breakGlass = { roles: ['developers'], approvers: ['release-managers'] };
  const environments = [environment({ breakGlass, ...changes })];
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments })] }) });
  story.source.setChecks(repository, story.tip, [checkRun('lint')]);
  const id = await story.ask('dev');
  await story.completes(id, 'failure');
  await prepare(story);
  await story.reruns('dev', id);
  const notice = story.told('dev').at(-1);
  if (notice?.kind !== 'refusal') return expect.fail(`not refused: ${JSON.stringify(notice)}`);
  const actionOf = async (kind: string) =>
    story.ports.buttons.find(notice.buttons.find((button) => button.kind === kind)?.id ?? '');
  return { story, id, notice, labels: notice.buttons.map(({ label }) => label), actionOf };
}

describe('a re-run that is refused', () => {
  test('by a red check offers to run it again, where to look at it, and to break the glass, all for the same commit', async () => {
    const { story, id, notice, labels, actionOf } = await refused({ gates: gates({ checks }) }, (story) => {
      const url = 'https://github.com/acme/trading-engine/runs/1';
      const red = checkRun('lint', { conclusion: 'failure', url, runId: 77 });
      story.source.setChecks(repository, story.tip, [red]);
      story.source.commit(repository, 'develop', { title: 'chore: something else by now' });
    });
    expect(notice.what).toBe('A re-run of default develop to staging');
    expect(labels).toEqual(['Re-run the red checks', 'Break the glass']);
    expect(notice.links).toMatchObject([{ label: 'Open lint' }]);
    expect(await actionOf('rerun-checks')).toMatchObject({ environment: 'staging', target: 'default', sha: story.tip });
    expect(await actionOf('break-glass')).toMatchObject({ ref: story.tip });
    expect((await story.read(id)).state).toBe('failed');
  });

  test('by a lock that ends offers to deploy then, and to ask its owner', async () => {
    const { actionOf, notice } = await refused({}, (story) =>
      story.locks.take(lockOf({ environment: 'staging', service: null, until: now + hour }), now),
    );
    expect(notice.earliest).toBe(now + hour);
    expect(await actionOf('schedule')).toMatchObject({ environment: 'staging', at: now + hour });
    expect(await actionOf('ask-for-lock')).toMatchObject({ purpose: 'to run default develop to staging once more' });
  });

  test('for want of an answer is tried again as a re-run of the same deployment', async () => {
    const { story, id, labels, actionOf } = await refused({ gates: gates({ checks }) }, (story) =>
      story.source.fail('checks', new Fault('unavailable', 'GitHub is away.'), 100),
    );
    expect(labels).toEqual(['Try again', 'Break the glass']);
    expect(await actionOf('rerun-failed')).toEqual({ kind: 'rerun-failed', deploymentId: id });
    story.source.fail('checks', new Fault('unavailable', 'GitHub is away.'), 0);
    await story.reruns('dev', id);
    expect(await story.read(id)).toMatchObject({ state: 'running', attempts: [{}, { kind: 'rerun' }] });
  });
});

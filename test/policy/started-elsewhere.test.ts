import { describe, expect, test } from 'vitest';
import type { Job, Run } from '../../src/model/run.ts';
import { watchedBy, whereItDeploys } from '../../src/policy/started-elsewhere.ts';
import { environment, job, run } from '../builders.ts';

const staging = environment({
  startsOn: { push: { branches: ['develop', 'v*'], tags: [] }, job: 'Deploy to staging' },
});
const production = environment({
  name: 'production',
  startsOn: { push: { branches: [], tags: ['v*.*.*'] }, job: 'Deploy to production*' },
});
const both = [staging, production];
const doing = (name: string) => job(name, { status: 'in_progress', conclusion: null });
const skipped = (name: string) => job(name, { conclusion: 'skipped' });
const over = { status: 'completed', conclusion: 'success' } as const;

function where(changes: Partial<Run>, jobs: Job[] = [], kind: 'branch' | 'tag' | null = null) {
  const sighting = whereItDeploys(both, run({ event: 'push', headBranch: 'main', ...changes }), jobs, kind);
  return sighting.kind === 'deploys' ? sighting.environment.name : sighting.kind;
}

describe('where a run deploys to', () => {
  test.each<[string, Parameters<typeof where>, string]>([
    ['a push tells by its branch, at once', [{ headBranch: 'develop' }], 'staging'],
    ['a push of a tag', [{ headBranch: 'v1.4.0' }, [], 'tag'], 'production'],
    ['a branch that is called like a tag', [{ headBranch: 'v1.4.0' }, [], 'branch'], 'staging'],
    ['a tag that is no version', [{ headBranch: 'v1.4' }, [], 'tag'], 'open'],
    ['another branch', [{}], 'open'],
    [
      'a click on the branch of staging tells nothing yet',
      [{ event: 'workflow_dispatch', headBranch: 'develop' }],
      'open',
    ],
    [
      'a job that waits or runs tells',
      [{ event: 'workflow_dispatch' }, [doing('Deploy to production (eu)')]],
      'production',
    ],
    ['a job that is skipped does not', [{ event: 'workflow_dispatch' }, [skipped('Deploy to staging')]], 'open'],
    ['nor does one that deploys nothing', [{ event: 'workflow_dispatch' }, [doing('Build')]], 'open'],
    ['over, and all was skipped', [{ ...over, conclusion: 'skipped' }], 'nowhere'],
    ['over, and every job was skipped', [{ ...over, headBranch: 'develop' }, [skipped('Build')]], 'nowhere'],
    [
      'over, and the jobs that deploy were skipped',
      [over, [job('Build'), skipped('Deploy to staging'), skipped('Deploy to production')]],
      'nowhere',
    ],
    ['over, and one of them was never there', [over, [job('Build'), skipped('Deploy to staging')]], 'unknown'],
    ['over before it was first seen', [{ ...over, headBranch: 'develop' }, [job('Deploy to staging')]], 'staging'],
  ])('%s', (_, given, expected) => {
    expect(where(...given)).toBe(expected);
  });

  describe('where one job deploys to several, by the environment that it enters', () => {
    const entering = (name: string, environmentOnGitHub: string) =>
      environment({
        name,
        startsOn: { push: { branches: [], tags: [] }, job: null, environment: environmentOnGitHub },
      });
    const told = [entering('staging', 'Staging'), entering('production', 'live')];
    const deploy = { ...doing('Deploy'), id: 7 };
    const whereTo = (given: Partial<Run>, jobs: Job[], entered: Record<number, string>) => {
      const sighting = whereItDeploys(told, run({ event: 'workflow_dispatch', ...given }), jobs, null, entered);
      return sighting.kind === 'deploys' ? sighting.environment.name : sighting.kind;
    };
    test.each<[string, Parameters<typeof whereTo>, string]>([
      ['one', [{}, [deploy], { 7: 'staging' }], 'staging'],
      ['the other', [{}, [deploy], { 7: 'live' }], 'production'],
      ['not yet', [{}, [deploy], {}], 'open'],
      ['one that the catalog does not know', [{}, [deploy], { 7: 'preview' }], 'open'],
      ['one of another job', [{}, [deploy], { 8: 'live' }], 'open'],
      ['over before it was first seen', [over, [{ ...job('Deploy'), id: 7 }], { 7: 'live' }], 'production'],
      ['over without having entered any', [over, [job('Build'), skipped('Deploy')], {}], 'nowhere'],
    ])('%s', (_, given, expected) => {
      expect(whereTo(...given)).toBe(expected);
    });
  });

  test('only environments that say so are looked at, and only their workflow', () => {
    const quiet = environment({ name: 'quiet' });
    const other = environment({ ...production, workflow: 'release.yml' });
    expect(watchedBy([staging, quiet, other], 'deploy.yml')).toEqual([staging]);
    expect(watchedBy([staging, quiet, other], undefined)).toEqual([]);
  });
});

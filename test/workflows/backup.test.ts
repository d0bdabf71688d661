import { describe, expect, test } from 'vitest';
import type { BackupRule } from '../../src/model/backup.ts';
import { hour } from '../../src/model/time.ts';
import type { DispatchAnswer } from '../../src/ports/runs.ts';
import { readBackups } from '../../src/workflows/backup-facts.ts';
import { catalog, environment, gates, job, now, pipeline } from '../builders.ts';
import { createFakeRuns } from '../fakes/runs.ts';
import { createStory, repository } from './story.ts';

const rule: BackupRule = { workflow: 'backup.yml', maxAge: 24 * hour, branch: 'main' };

describe('what is known of the backups', () => {
  const given = () => {
    const runs = createFakeRuns();
    const add = (
      headBranch: string,
      conclusion: 'success' | 'failure',
      jobName = 'Database Backup',
      startedAt = now,
    ) => {
      const { runId } = runs.startElsewhere(repository, { file: 'backup.yml', headBranch, startedAt });
      runs.move(repository, runId, { status: 'completed', conclusion, jobs: [job(jobName)] });
      return runId;
    };
    return { runs, add };
  };

  test('is the newest run that succeeded on the branch, and when it began', async () => {
    const { runs, add } = given();
    add('main', 'success', 'Database Backup', now - 2 * hour);
    add('develop', 'success');
    add('main', 'failure', 'Database Backup', now - hour);
    expect(await readBackups(runs, repository, rule)).toMatchObject({
      good: { at: now - 2 * hour, conclusion: 'success' },
      newest: { at: now - hour, conclusion: 'failure' },
      looked: 2,
    });
    expect(runs.calls.map(({ method }) => method)).toEqual(['recent']);
  });

  test('a run that backed something else up is none, where a job is named', async () => {
    const { runs, add } = given();
    add('main', 'success', 'Database Backup', now - 2 * hour);
    add('main', 'success', 'Configuration Backup', now - hour);
    const found = await readBackups(runs, repository, { ...rule, job: 'Database Backup' });
    expect(found).toMatchObject({ good: { at: now - 2 * hour }, newest: { at: now - hour } });
    expect((await readBackups(runs, repository, { ...rule, job: 'Files' })).good).toBeNull();
  });

  test('is nothing where the workflow has never run', async () => {
    expect(await readBackups(given().runs, repository, rule)).toEqual({ good: null, newest: null, looked: 0 });
  });
});

describe('a deploy that lacks a backup', () => {
  const open = () => {
    const staging = environment({ gates: gates({ backup: rule }) });
    const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [staging] })] }) });
    const press = async (handle: string) => {
      await story.start.backup({
        id: `press-${handle}`,
        by: story.who(handle),
        channel: 'C0DEPLOYS',
        responseUrl: null,
        environment: 'staging',
        target: 'default',
        ref: 'develop',
        reason: null,
        inputs: {},
      });
      await story.durable.runUntilIdle();
      return story.told(handle).at(-1);
    };
    const audited = () => story.audit.entries.filter(({ action }) => action === 'backup.requested');
    return { story, press, audited };
  };

  test('is refused with a button that makes it and a link to the last run; made, the deploy goes through', async () => {
    const { story, press, audited } = open();
    const { runId, run } = story.runs.startElsewhere(repository, { file: 'backup.yml', headBranch: 'main' });
    story.runs.complete(repository, runId, 'failure');
    await story.ask('dev');
    expect(story.told('dev').at(-1)).toMatchObject({
      kind: 'refusal',
      buttons: [{ kind: 'run-backup' }, { kind: 'schedule', label: 'Try again' }],
      links: [{ label: 'Open the last backup', url: run?.url }],
    });
    expect(await press('dev')).toMatchObject({ title: 'backup.yml was started', buttons: [{ label: 'Try again' }] });
    expect(story.runs.dispatched).toMatchObject([{ workflow: 'backup.yml', ref: 'main', inputs: {} }]);
    expect(audited()).toMatchObject([{ subject: 'staging', actor: { name: 'dev' } }]);
    await press('dev');
    expect(story.runs.dispatched).toHaveLength(1);
    const made = story.runs.dispatched[0]?.runId ?? 0;
    story.runs.move(repository, made, { startedAt: now });
    story.runs.complete(repository, made, 'success');
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
  });

  test('is not helped by somebody who may not deploy there', async () => {
    const { story, press } = open();
    expect(await press('sec')).toMatchObject({ title: 'You may not start this backup' });
    expect(story.runs.dispatched).toEqual([]);
  });

  test.each<[DispatchAnswer, string, number]>([
    [{ kind: 'refused', why: 'no workflow_dispatch' }, 'The backup was not started', 0],
    [{ kind: 'lost', why: 'no answer', status: null }, 'It is not known whether backup.yml was started', 1],
  ])('is told what GitHub made of it: %o', async (answer, title, entries) => {
    const { story, press, audited } = open();
    story.runs.nextDispatch({ answer, arrives: false });
    expect(await press('dev')).toMatchObject({ title });
    expect(audited()).toHaveLength(entries);
  });
});

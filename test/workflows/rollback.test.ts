import { describe, expect, test } from 'vitest';
import { minute, second } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { job } from '../builders.ts';
import { rollbackCatalog, rollbackRule, rollbackStory } from './rollback-world.ts';
import { repository } from './story.ts';

describe('a rollback by a workflow', () => {
  test('of the first deployment goes to what served before it, and says that nothing has verified that', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.4.0');
    const id = await story.rollsBack('lead', { why: 'errors at 7 %' });
    expect(story.runs.dispatched.at(-1)).toMatchObject({ workflow: 'rollback.yml', inputs: { version: story.old } });
    expect((await story.read(id)).rollback).toMatchObject({ unverified: true });
    expect(JSON.stringify(renderNotice(story.card(id), { plain: false, permalink: null }))).toContain(
      'is what served before. Nothing has verified it here',
    );
    await story.completes(id, 'success');
    const running = await story.deployments.running({ environment: 'staging' });
    expect(new Set(running.map(({ sha }) => sha))).toEqual(new Set([story.old]));
  });

  test('goes to the last verified version and leaves everything in order', async () => {
    const story = await rollbackStory();
    const first = await story.deployed('v1.3.0');
    const second = await story.deployed('v1.4.0');
    const id = await story.rollsBack('lead', { why: 'errors at 7 %' });

    const started = story.runs.dispatched.at(-1);
    expect(started).toMatchObject({
      workflow: 'rollback.yml',
      ref: 'main',
      inputs: { version: 'v1.3.0', environment: 'staging', deployment_id: id },
    });
    expect(await story.read(id)).toMatchObject({
      state: 'running',
      ref: { kind: 'tag', name: 'v1.3.0' },
      sha: story.good,
      rollback: { of: second, bad: { ref: 'v1.4.0', sha: story.bad }, migrations: true },
      authors: ['dana', 'dana-dev'],
    });
    await story.completes(id, 'success');

    const running = await story.deployments.running({ environment: 'staging' });
    expect(new Set(running.map(({ sha, verified }) => `${sha} ${verified}`))).toEqual(new Set([`${story.good} true`]));
    expect((await story.read(second)).state).toBe('rolled-back');
    expect((await story.read(first)).state).toBe('succeeded');
    expect(story.card(second).deployment.note).toMatch(/^Taken back to v1\.3\.0 \(\w{7}\) by lead\.$/);
    expect(await story.ports.quarantine.inForce('staging')).toMatchObject([
      { ref: 'v1.4.0', sha: story.bad, reason: 'errors at 7 %', rollback: id },
    ]);
    expect(await story.locks.inForce(story.clock.now())).toMatchObject([
      {
        environment: 'staging',
        service: null,
        owner: { name: 'lead' },
        reason: expect.stringMatching(/v1\.4\.0 .* was rolled back: errors at 7 %/),
      },
    ]);
    expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended', 'rollback-story']);
    expect(story.actions(id)).toEqual([
      'rollback.requested',
      'deployment.dispatched',
      'quarantine.begun',
      'deployment.ended',
    ]);
    expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
    // What was taken back is refused there from now on, for whoever asks.
    await story.locks.release((await story.locks.inForce(story.clock.now()))[0]?.id ?? '', story.clock.now(), 'r');
    await story.ask('dev', { ref: 'v1.4.0' });
    const refusal = story.told('dev').at(-1);
    expect(refusal?.kind === 'refusal' && refusal.verdicts.find(({ outcome }) => outcome === 'block')).toMatchObject({
      reason: 'quarantined',
    });
  });

  test('of one service says so on the message of what went out to several, which still runs elsewhere', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    const all = await story.deployed('v1.4.0');
    for (const target of ['api', 'websocket,fix-gateway,worker']) {
      const id = await story.rollsBack('lead', { target, why: 'it leaks' });
      await story.completes(id, 'success');
      await story.locks.release((await story.locks.inForce(story.clock.now()))[0]?.id ?? '', story.clock.now(), target);
      if (target !== 'api') break;
      expect(await story.read(all)).toMatchObject({ state: 'succeeded' });
      expect((await story.read(all)).note).toMatch(/^api was taken back to v1\.3\.0 \(\w{7}\) by lead\.$/);
    }
    expect((await story.read(all)).state).toBe('rolled-back');
  });

  test('the time line tells the whole of it', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    await story.deployed('v1.4.0');
    const id = await story.rollsBack('lead', { why: 'errors at 7 %' });
    story.clock.advance(3 * minute);
    const runId = story.runs.dispatched.at(-1)?.runId ?? 0;
    const jobs = [job('Rollback', { completedAt: story.clock.now() })];
    await story.news(id, story.runs.move(repository, runId, { status: 'completed', conclusion: 'success', jobs }));
    const told = story.thread(id).at(-1);
    const lines = told?.kind === 'rollback-story' ? told.happened.map(({ words }) => words) : [];
    expect(lines).toEqual([
      expect.stringMatching(/^api, websocket, fix-gateway and worker v1\.4\.0 \(\w{7}\) was asked for by dev\.$/),
      expect.stringMatching(/^Its run \d+ began\.$/),
      expect.stringMatching(/^v1\.4\.0 \(\w{7}\) was deployed/),
      expect.stringMatching(/^lead began to take staging back to v1\.3\.0 \(\w{7}\): errors at 7 %\.$/),
      expect.stringMatching(/^The run \d+ of rollback\.yml began\.$/),
      expect.stringMatching(/runs in staging again, after 3 min \(promised: 2 min, 1 min late\)\.$/),
      expect.stringMatching(/^All of staging is locked by lead/),
      expect.stringMatching(/is quarantined/),
    ]);
    expect(told?.kind === 'rollback-story' && told.buttons.map(({ kind }) => kind)).toEqual(['release-quarantine']);
  });

  test('the deploy workflow itself does it where none is named, pinned to that version', async () => {
    const story = await rollbackStory({
      catalog: rollbackCatalog({ rollback: rollbackRule({ workflow: null, inputs: {} }) }),
    });
    await story.deployed('v1.3.0');
    await story.deployed('v1.4.0');
    const id = await story.rollsBack('lead');
    expect(story.runs.dispatched.at(-1)).toMatchObject({ workflow: 'deploy.yml', ref: 'v1.3.0' });
    await story.completes(id, 'success');
    expect((await story.read(id)).state).toBe('succeeded');
  });

  test('the authors of what is taken back are told, unless they have muted that', async () => {
    for (const muted of [false, true]) {
      const story = await rollbackStory();
      await story.deployed('v1.3.0');
      await story.deployed('v1.4.0');
      if (muted) await story.ports.mutes.mute(story.who('dev').slackId, { what: 'authors', until: null });
      const id = await story.rollsBack('lead');
      await story.completes(id, 'success');
      const told = story.thread(id).find(({ kind }) => kind === 'ended');
      const authors = told?.kind === 'ended' ? told.authors : [];
      expect(authors).toMatchObject([{ name: 'dana', slackId: null }, { name: 'dev' }]);
      expect(authors?.[1]?.slackId).toBe(muted ? null : story.who('dev').slackId);
    }
  });

  test('one that fails says where things are and what to do, and locks and quarantines nothing', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    const bad = await story.deployed('v1.4.0');
    const id = await story.rollsBack('lead');
    await story.completes(id, 'failure');
    const failed = await story.read(id);
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.note).toMatch(
      /deploy failed at "Deploy"\. .* in staging are between v1\.4\.0 \(\w+\) and v1\.3\.0 \(\w+\): look at what the run \d+ left\. Then: Roll back again/,
    );
    expect(await story.ports.quarantine.inForce('staging')).toEqual([]);
    expect(await story.locks.inForce(story.clock.now())).toEqual([]);
    expect((await story.read(bad)).state).toBe('succeeded');
    expect(story.card(id).buttons.map(({ label }) => label)).toEqual([expect.stringMatching(/^Roll back to v1\.3\.0/)]);
    // Pressed again it goes to the same version.
    const again = await story.rollsBack('lead', { of: bad, to: { ref: 'v1.3.0', sha: story.good } });
    await story.completes(again, 'success');
    expect((await story.read(again)).state).toBe('succeeded');
    expect((await story.read(bad)).state).toBe('rolled-back');
  });

  test('its message has a running clock', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    await story.deployed('v1.4.0');
    const id = await story.rollsBack('lead');
    const { now } = story.card(id);
    await story.durable.advance(11 * second);
    expect(story.card(id).now).toBeGreaterThanOrEqual(now + 10 * second);
  });

  test('what GitHub does not tell quickly holds nothing up', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    await story.deployed('v1.4.0');
    // Both the beginning and what goes back.
    story.slowly(2);
    const id = await story.rollsBack('lead');
    await story.completes(id, 'success');
    expect(await story.read(id)).toMatchObject({ state: 'succeeded', rollback: { migrations: null } });
    expect(story.thread(id)[0]).toMatchObject({ kind: 'text', title: 'What goes back could not be read' });
    expect(story.told('lead')[0]).toMatchObject({ kind: 'text', title: 'Your request is kept' });
  });
});

describe('the lane', () => {
  test('the holder is cancelled with the reason, and it goes before all who wait', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    const holder = await story.ask('dev', { ref: 'v1.4.0' });
    const waiter = await story.ask('dev2', { ref: 'develop' });
    const id = await story.rollsBack('lead', { why: 'it is wrong' });
    expect((await story.read(holder)).note).toBe('Cancelled by lead: staging goes back to v1.3.0 (it is wrong)');
    expect(story.card(id)).toMatchObject({
      deployment: { rollback: { cancelled: [expect.stringContaining('v1.4.0 by dev')] } },
    });
    // Its run is cancelled on GitHub, which tells of it.
    const runId = story.runs.dispatched.find(({ inputs }) => inputs.deployment_id === holder)?.runId ?? 0;
    await story.news(holder, story.runs.move(repository, runId, {}));
    expect((await story.read(holder)).state).toBe('cancelled');
    expect((await story.read(id)).state).toBe('running');
    expect((await story.read(waiter)).state).toBe('queued');
    await story.completes(id, 'success');
    expect((await story.read(holder)).state).toBe('rolled-back');
    // Whoever waited finds the environment locked.
    expect((await story.read(waiter)).state).toBe('refused');
  });

  test('two people at once: one goes, the other is told of it', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    await story.deployed('v1.4.0');
    const [first, second] = [await story.rollsBack('lead'), await story.rollsBack('lead2')];
    expect(story.lastTold('lead2')).toMatchObject({
      title: 'staging is being rolled back already',
      lines: [expect.stringContaining('lead asked for it before'), expect.anything()],
    });
    expect(story.chat.messages.has(`deploy:${second}`)).toBe(false);
    expect(story.runs.dispatched.filter(({ workflow }) => workflow === 'rollback.yml')).toHaveLength(1);
    await story.completes(first, 'success');
    expect((await story.read(first)).state).toBe('succeeded');
  });

  test('the same cause, told twice, starts it once', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    await story.deployed('v1.4.0');
    const id = await story.rollsBack('lead');
    await story.rollsBack('lead', { id });
    expect(story.runs.dispatched.filter(({ workflow }) => workflow === 'rollback.yml')).toHaveLength(1);
  });

  test('it can be cancelled itself, and says in which state things are', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0');
    await story.ask('dev', { ref: 'v1.4.0' });
    const id = await story.rollsBack('lead');
    await story.cancels('lead', id);
    expect((await story.read(id)).state).toBe('cancelled');
    expect((await story.read(id)).note).toMatch(/Cancelled by lead\. Nothing was moved: v1\.4\.0/);
  });
});

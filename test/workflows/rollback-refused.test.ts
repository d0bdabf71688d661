import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { RollbackRequest } from '../../src/model/rollback.ts';
import { quarantined } from '../rollback-builder.ts';
import { rollbackCatalog, rollbackRule, rollbackStory } from './rollback-world.ts';
import { repository } from './story.ts';

type Story = Awaited<ReturnType<typeof rollbackStory>>;

async function both(options: Parameters<typeof rollbackStory>[0] = {}) {
  const story = await rollbackStory(options);
  await story.deployed('v1.3.0');
  await story.deployed('v1.4.0');
  return story;
}

/** Nothing was started, and whoever asked reads this. */
async function refused(story: Story, by: string, wanted: Partial<RollbackRequest>, reason: string) {
  const id = await story.rollsBack(by, wanted);
  expect(story.runs.dispatched.filter(({ workflow }) => workflow === 'rollback.yml')).toEqual([]);
  expect(story.audit.entries.find(({ subject }) => subject === id)).toMatchObject({
    action: 'rollback.refused',
    details: { reason },
  });
  return story.lastTold(by);
}

describe('a rollback is refused', () => {
  test('to whoever has none of its roles, with those who have', async () => {
    const told = await refused(await both(), 'dev', {}, 'role-missing');
    expect(told).toMatchObject({
      title: 'You may not roll back staging',
      lines: [
        expect.stringContaining('does not have the role release-managers'),
        'Who can: somebody with the role release-managers.',
      ],
    });
  });

  test('where nothing says how', async () => {
    const story = await both({ catalog: rollbackCatalog({ rollback: null }) });
    expect((await refused(story, 'lead', {}, 'no-rule')).lines.join(' ')).toContain('/deploy staging default');
  });

  test('to a version that nobody knows, with the near ones', async () => {
    const story = await both();
    const told = await refused(story, 'lead', { version: 'v1.3.O' }, 'version-unknown');
    expect(told.title).toBe('There is no version "v1.3.O"');
    expect(told.lines).toEqual([
      'Did you mean v1.3.0?',
      expect.stringMatching(/^Verified there, newest first: v1\.4\.0 .*, v1\.3\.0 /),
    ]);
    story.source.fail('resolve', new Fault('unavailable', 'GitHub does not answer.'));
    const away = await refused(story, 'lead', { version: 'v9' }, 'version-unknown');
    expect(away.lines[0]).toBe('GitHub cannot be asked about others: GitHub does not answer.');
  });

  test('to what runs already, and to what was never verified there', async () => {
    const story = await both();
    const same = await refused(story, 'lead', { version: 'v1.4.0' }, 'already-running');
    expect(same.lines[1]).toContain('/rollback staging api,websocket,fix-gateway,worker without a version');
    const fresh = story.source.commit(repository, 'main', { title: 'new' });
    story.source.tag(repository, 'v1.5.0', fresh);
    const never = await refused(story, 'lead', { version: 'v1.5.0' }, 'not-verified-here');
    expect(never.lines[1]).toBe('To deploy it: /deploy staging api,websocket,fix-gateway,worker v1.5.0');
  });

  test('where nothing was verified before', async () => {
    const story = await rollbackStory({ known: null });
    await story.deployed('v1.4.0');
    const told = await refused(story, 'lead', {}, 'nothing-verified');
    expect(told.title).toBe('There is nothing to go back to for api, websocket, fix-gateway and worker in staging');
    expect(
      story.card((await story.deployments.list({ limit: 1 }))[0]?.id ?? '').buttons.map(({ kind }) => kind),
    ).not.toContain('roll-back');
  });

  test('to what is quarantined, with the button that releases it; without a name it goes past that', async () => {
    const story = await both();
    const services = ['api', 'websocket', 'fix-gateway', 'worker'];
    await story.ports.quarantine.put(quarantined({ environment: 'staging', services, ref: 'v1.3.0', sha: story.good }));
    const told = await refused(story, 'lead', { version: 'v1.3.0' }, 'quarantined');
    expect(told.lines[0]).toContain('lead took it back (api, websocket, fix-gateway and worker): errors at 7 %.');
    expect(told.buttons?.map(({ kind }) => kind)).toEqual(['release-quarantine']);
    const none = await refused(story, 'lead', {}, 'nothing-verified');
    expect(none.lines[1]).toContain('v1.3.0');
  });

  test('by a button of before, when something else has gone out since', async () => {
    const story = await both();
    const old = await story.deployments.list({ limit: 5 });
    const first = old.find(({ ref }) => ref.name === 'v1.3.0');
    const told = await refused(
      story,
      'lead',
      { of: first?.id ?? '', to: { ref: 'develop', sha: story.old } },
      'moved-on',
    );
    expect(told.title).toBe('v1.3.0 is not what runs in staging any more');
    expect(told.lines[0]).toMatch(/^v1\.4\.0 \(\w+\) by dev went out after it\.$/);
  });

  test('on a cluster that is not set up, or that nothing is said of', async () => {
    const rollback = rollbackRule({ by: 'cluster', workflow: null, inputs: {} });
    const story = await both({ catalog: rollbackCatalog({ rollback }) });
    expect((await refused(story, 'lead', {}, 'no-cluster')).title).toContain('cannot be set back on a cluster');
  });

  test('where the services do not go back to one version: a button for each part, and a rule starts one for each', async () => {
    const story = await rollbackStory();
    await story.deployed('v1.3.0', 'api');
    await story.deployed('develop', 'worker');
    await story.deployed('v1.4.0', 'api,worker');
    story.source.commit(repository, 'develop', { title: 'later' });
    const target = 'api,worker';
    // develop and v1.3.0 are of one commit here, until one of them is verified anew.
    const before = await story.deployments.verified('staging', ['api', 'worker'], 9);
    expect(new Set(before.map(({ sha }) => sha)).size).toBe(2);
    await story.ports.deployments.setRunning([
      {
        ...(before.find(({ service }) => service === 'worker') ?? expect.fail('none')),
        sha: story.old,
        since: story.clock.now(),
      },
    ]);
    await story.ports.deployments.setRunning([
      {
        ...(before.find(({ service, sha }) => service === 'worker' && sha === story.bad) ?? expect.fail('none')),
        since: story.clock.now() + 1,
      },
    ]);
    const told = await refused(story, 'lead', { target }, 'versions-differ');
    expect(told.buttons?.map(({ label }) => label)).toEqual([
      expect.stringMatching(/^api to v1\.3\.0/),
      expect.stringMatching(/^worker to /),
    ]);
    await story.rollsBack('quarterdeck', { target, why: 'errors above 5 %' });
    const started = story.runs.dispatched.filter(({ workflow }) => workflow === 'rollback.yml');
    expect(started.map(({ inputs }) => inputs.version)).toEqual(['v1.3.0', story.old]);
  });
});

test('what a rule asked for in vain is told in the thread of what was to be taken back, and to operations', async () => {
  const story = await rollbackStory({ known: null });
  const only = await story.deployed('v1.4.0');
  const id = await story.rollsBack('quarterdeck', { of: only, why: 'errors above 5 %' });
  const told = story.thread(only).at(-1);
  expect(told).toMatchObject({ kind: 'text', tone: 'error' });
  expect(told?.kind === 'text' && told.lines[0]).toBe(
    'trading-engine/default in staging was to be rolled back (errors above 5 %), and is not.',
  );
  expect(story.chat.messages.get(`rollback:${id}:refused`)).toMatchObject({ kind: 'text', tone: 'error' });
});

test('a dry run says what it would do, and does nothing', async () => {
  const story = await both();
  await story.locks.take(
    {
      id: 'l-1',
      environment: 'staging',
      service: null,
      owner: story.who('dev'),
      reason: 'load test',
      since: 1,
      until: null,
    },
    1,
  );
  await story.rollsBack('lead', { dryRun: true });
  expect(story.lastTold('lead').title).toMatch(/in staging would go back from v1\.4\.0 \(\w+\) to v1\.3\.0 \(\w+\)$/);
  expect(story.lastTold('lead').lines).toEqual([
    'Nothing was started: this is a dry run.',
    'By rollback.yml on GitHub, started on the default branch. The pipeline promises it within 2 min.',
    '2 commits would go back. Database migrations lie between the two versions: the database stays as it is.',
    'All of staging is locked by dev until it is released: load test. This is a rollback, and rollbacks pass.',
    expect.stringMatching(
      /^Afterwards v1\.4\.0 \(\w+\) is quarantined and staging is locked, until somebody releases it\.$/,
    ),
  ]);
  expect(story.runs.dispatched).toHaveLength(2);
});

test('whoever may roll back finds Release under the refusal of what was taken back', async () => {
  const story = await both();
  const id = await story.rollsBack('lead');
  await story.completes(id, 'success');
  for (const [who, kinds] of [
    ['dev', []],
    ['lead', ['release-quarantine']],
  ] as const) {
    await story.ask(who, { ref: 'v1.4.0' });
    const refusal = story.told(who).at(-1);
    const buttons = refusal?.kind === 'refusal' ? refusal.buttons.map(({ kind }) => kind) : ['none'];
    expect(buttons.filter((kind) => kind === 'release-quarantine')).toEqual(kinds);
  }
});

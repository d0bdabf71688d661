import { describe, expect, test } from 'vitest';
import { quarantineUseCases } from '../../src/usecases/quarantine.ts';
import { catalog, environment, membership, now, person, pipeline } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeChat } from '../fakes/outbox.ts';
import { createFakeQuarantine } from '../fakes/quarantine.ts';
import { quarantined } from '../rollback-builder.ts';

/** v1.4.0 of api and of worker is quarantined in production, one after the other. */
async function world() {
  const quarantine = createFakeQuarantine();
  const audit = createFakeAudit();
  const chat = createFakeChat();
  const one = quarantined();
  await quarantine.put(one);
  await quarantine.put(quarantined({ id: 'q-2', services: ['worker'], sha: 'b'.repeat(40) }));
  const production = environment({ name: 'production', approvals: null });
  const ports = {
    quarantine,
    audit,
    chat,
    clock: createFakeClock(now),
    catalogs: createFakeCatalogs(catalog({ pipelines: [pipeline({ environments: [production] })] })),
    people: {
      person: async () => person('dev'),
      membership: async (id: string) =>
        id === person('dev').slackId ? membership('dev') : membership('sec', { roles: [] }),
      byGitHub: async () => null,
      holders: async () => [],
    },
  };
  const { releaseQuarantine } = quarantineUseCases(ports);
  return { ports, quarantine, audit, chat, one, releaseQuarantine };
}

const typed = (version: string, services: string[] | null = null) => ({ environment: 'production', services, version });

describe('a release from quarantine', () => {
  test('is told in the thread of the rollback, and recorded', async () => {
    const { releaseQuarantine, audit, chat, one, quarantine } = await world();
    const answer = await releaseQuarantine({ id: 'r-1', by: person('dev'), which: { id: one.id } });
    expect(answer).toMatchObject({
      kind: 'changed',
      notice: { title: expect.stringMatching(/^v1\.4\.0 \(\w+\) may go to production again$/) },
    });
    expect(chat.replies('deploy:d-rollbackaa')).toMatchObject([
      { kind: 'text', lines: ['dev released it for api. It had been taken back: errors at 7 %'] },
    ]);
    expect(audit.entries).toMatchObject([
      { action: 'quarantine.released', subject: 'd-rollbackaa', details: { services: ['api'] } },
    ]);
    expect((await quarantine.inForce('production')).map(({ id }) => id)).toEqual(['q-2']);
  });

  test('is for whoever may roll back there', async () => {
    const { releaseQuarantine, audit, one } = await world();
    const answer = await releaseQuarantine({ id: 'r-1', by: person('sec'), which: { id: one.id } });
    expect(answer).toMatchObject({
      kind: 'refused',
      lines: [expect.stringContaining('does not have'), 'Who can: developers.'],
    });
    expect(audit.entries).toMatchObject([{ action: 'quarantine.release-refused' }]);
  });

  test.each<[string, string, string[] | null, string]>([
    ['what is not quarantined', 'v9', null, 'Quarantined there: v1.4.0'],
    ['one version of two services', 'v1.4.0', null, 'Name the service, or the commit: '],
    ['another service', 'v1.4.0', ['websocket'], 'Nothing is quarantined in production.'],
  ])('by words: %s is said', async (_, version, services, line) => {
    const { releaseQuarantine } = await world();
    const answer = await releaseQuarantine({ id: 'r-1', by: person('dev'), which: typed(version, services) });
    expect(answer).toMatchObject({ kind: 'refused', lines: [expect.stringContaining(line)] });
  });

  test('by words: a service or the beginning of the commit settles which', async () => {
    const { releaseQuarantine } = await world();
    const one = await releaseQuarantine({ id: 'r-1', by: person('dev'), which: typed('v1.4.0', ['api']) });
    const two = await releaseQuarantine({ id: 'r-2', by: person('dev'), which: typed('BBBBBBB') });
    expect([one, two]).toMatchObject([{ kind: 'changed' }, { kind: 'changed' }]);
  });

  test('that is handled again, because the process died in between, is finished; the second of two is told', async () => {
    const { releaseQuarantine, quarantine, audit, one } = await world();
    await quarantine.release(one.id, { by: person('dev'), at: now }, 'r-1');
    expect(await releaseQuarantine({ id: 'r-1', by: person('dev'), which: typed('v1.4.0', ['api']) })).toMatchObject({
      kind: 'changed',
    });
    expect(audit.entries).toHaveLength(1);
    expect(await releaseQuarantine({ id: 'r-2', by: person('dev'), which: { id: one.id } })).toMatchObject({
      kind: 'refused',
      title: expect.stringContaining('was released before'),
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { Deployments } from '../../src/ports/deployments.ts';
import { deployment, run, running } from '../builders.ts';

/** The promises of `ports/deployments.ts`. Each `open` is empty. */
export function deploymentsContract(name: string, open: () => Promise<Deployments>): void {
  const document = (id: string, requestedAt: number, changes: Parameters<typeof deployment>[0] = {}) =>
    deployment({ id, requestedAt, environment: 'staging', services: ['api'], state: 'succeeded', ...changes });

  describe(`deployments: ${name}`, () => {
    test('a document is kept as it is, and the last one counts', async () => {
      const deployments = await open();
      const first = document('d-1', 10, { note: 'Half a pair: \ud83d\ude00 & "quotes" \\ <!channel>' });
      await deployments.save(first);
      await deployments.save(first);
      expect(await deployments.get('d-1')).toEqual(first);
      await deployments.save({ ...first, state: 'failed' });
      expect((await deployments.get('d-1'))?.state).toBe('failed');
      expect(await deployments.get('nothing')).toBeNull();
    });

    test('remembers when something was first asked about', async () => {
      const deployments = await open();
      const both = await Promise.all([
        deployments.firstAsked('deploy.yml', 7),
        deployments.firstAsked('deploy.yml', 7),
      ]);
      expect(both).toEqual([7, 7]);
      expect(await deployments.firstAsked('deploy.yml', 9)).toBe(7);
      expect(await deployments.firstAsked('cd.yml', 9)).toBe(9);
    });

    test('lists newest first, filtered', async () => {
      const deployments = await open();
      await deployments.save(document('d-1', 10));
      await deployments.save(document('d-2', 30, { environment: 'production', services: ['api', 'web'] }));
      await deployments.save(document('d-3', 20, { state: 'running' }));
      const ids = async (filter: Omit<Parameters<Deployments['list']>[0], 'limit'>, limit = 10) =>
        (await deployments.list({ ...filter, limit })).map(({ id }) => id);
      expect(await ids({})).toEqual(['d-2', 'd-3', 'd-1']);
      expect(await ids({}, 2)).toEqual(['d-2', 'd-3']);
      expect(await ids({ environment: 'staging' })).toEqual(['d-3', 'd-1']);
      expect(await ids({ service: 'web' })).toEqual(['d-2']);
      expect(await ids({ states: ['running', 'queued'] })).toEqual(['d-3']);
      expect(await ids({ environment: 'staging', service: 'api', states: ['succeeded'] })).toEqual(['d-1']);
      expect(await ids({ states: [] })).toEqual([]);
    });

    test('finds a deployment by its run, also by that of an attempt', async () => {
      const deployments = await open();
      const by = { slackId: 'U1', name: 'Dana', githubLogin: null };
      const attempts = [{ number: 1, kind: 'dispatch' as const, by, startedAt: 1, endedAt: null, runId: 77 }];
      await deployments.save(document('d-1', 10, { repository: 'acme/api', run: null, attempts }));
      await deployments.save(
        document('d-2', 10, { repository: 'acme/api', run: run({ id: 8_000_000_000 }), attempts: [] }),
      );
      const idsOf = async (repository: string, runId: number) =>
        (await deployments.ofRun(repository, runId)).map(({ id }) => id);
      expect(await idsOf('Acme/API', 77)).toEqual(['d-1']);
      expect(await idsOf('acme/api', 8_000_000_000)).toEqual(['d-2']);
      expect(await idsOf('acme/other', 77)).toEqual([]);
      expect(await idsOf('acme/api', 78)).toEqual([]);
    });

    test('finds all deployments of a run that was started elsewhere, the first one first, however often they are saved', async () => {
      const deployments = await open();
      const startedElsewhere = { event: 'push', servicesKnown: true, beside: [], skipped: [] };
      const of = (id: string, at: number, runId: number) =>
        document(id, at, { repository: 'acme/api', run: run({ id: runId }), attempts: [], startedElsewhere });
      for (const each of [of('d-2', 20, 77), of('d-1', 10, 77), of('d-2', 20, 77), of('d-3', 30, 78)])
        await deployments.save(each);
      const found = await deployments.ofRun('acme/api', 77);
      expect(found.map(({ id }) => id)).toEqual(['d-1', 'd-2']);
      expect((await deployments.ofRun('acme/api', 78)).map(({ id }) => id)).toEqual(['d-3']);
    });

    test('finds all deployments of a run that was started here and went on, whichever is saved last', async () => {
      const deployments = await open();
      const of = (id: string, at: number) =>
        document(id, at, { repository: 'acme/api', run: run({ id: 77 }), attempts: [] });
      const startedElsewhere = { event: 'workflow_dispatch', servicesKnown: true, beside: [], skipped: [] };
      for (const each of [of('d-1', 10), { ...of('d-2', 20), startedElsewhere }]) await deployments.save(each);
      expect((await deployments.ofRun('acme/api', 77)).map(({ id }) => id)).toEqual(['d-1', 'd-2']);
    });

    test('an attempt is claimed once', async () => {
      const deployments = await open();
      const claims = await Promise.all(Array.from({ length: 6 }, () => deployments.claimAttempt('dispatch:d-1')));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await deployments.claimAttempt('dispatch:d-1')).toBe(false);
      expect(await deployments.claimAttempt('dispatch:d-2')).toBe(true);
      expect(await deployments.claimAttempt('takeover', 'one')).toBe(true);
      expect(await deployments.claimAttempt('takeover', 'two')).toBe(false);
      expect(await deployments.claimAttempt('takeover', 'one')).toBe(true);
    });

    test('what runs where: newer replaces older, never the reverse', async () => {
      const deployments = await open();
      const api = running({ service: 'api', environment: 'staging', since: 10, sha: 'a', verified: false });
      const web = running({ service: 'web', environment: 'staging', since: 10, sha: 'w' });
      const live = running({ service: 'api', environment: 'production', since: 5, sha: 'p' });
      await deployments.setRunning([web, api, live]);
      expect(await deployments.running({})).toEqual([live, api, web]);
      expect(await deployments.running({ environment: 'staging', services: ['api', 'nothing'] })).toEqual([api]);
      await deployments.setRunning([{ ...api, since: 9, sha: 'older' }]);
      expect(await deployments.running({ environment: 'staging', services: ['api'] })).toEqual([api]);
      await deployments.setRunning([{ ...api, since: 11, sha: 'newer' }]);
      expect((await deployments.running({ environment: 'staging', services: ['api'] }))[0]?.sha).toBe('newer');
    });

    test('keeps the history of what was verified', async () => {
      const deployments = await open();
      const api = running({ service: 'api', environment: 'staging', verified: true });
      const at = (since: number, changes = {}) => ({ ...api, since, sha: `sha-${since}`, ...changes });
      await deployments.setRunning([at(10)]);
      await deployments.setRunning([at(20, { verified: false })]);
      await deployments.setRunning([at(30)]);
      await deployments.setRunning([at(30)]);
      await deployments.setRunning([at(15, { service: 'web' })]);
      expect(await deployments.verified('staging', ['api', 'web'], 5)).toEqual([
        at(30),
        at(15, { service: 'web' }),
        at(10),
      ]);
      expect(await deployments.verified('staging', ['api'], 1)).toEqual([at(30)]);
      expect(await deployments.verified('production', ['api'], 5)).toEqual([]);
      await deployments.setRunning([at(20)]);
      expect(await deployments.verified('staging', ['api'], 5)).toEqual([at(30), at(20), at(10)]);
    });
  });
}

import { describe, expect, test } from 'vitest';
import { entryText, genesis, hashOf } from '../../src/model/audit-chain.ts';
import type { AuditPlace, AuditSearch } from '../../src/model/audit-search.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { auditSearch, auditEntry as entry } from '../builders.ts';

/** The promises of `ports/audit-log.ts`. Each `open` is an empty log. */
export function auditLogContract(name: string, open: () => Promise<Audit & AuditLog>): void {
  describe(`audit log: ${name}`, () => {
    test('an empty log has a head, which is before the first entry', async () => {
      const log = await open();
      expect(await log.head()).toEqual({ number: 0, hash: genesis });
      expect(await log.sealed(0, 10)).toEqual([]);
      expect(await log.checkpoints()).toEqual([]);
    });

    test('entries follow one another in their order, each sealed with the hash of the one before', async () => {
      const log = await open();
      for (const key of ['1', '2', '1', '3']) await log.record(entry(key));
      const sealed = await log.sealed(0, 10);
      expect(sealed.map(({ number, key }) => [number, key])).toEqual([
        ['1', '1'],
        ['2', '2'],
        ['3', '3'],
      ]);
      expect(sealed.map(({ previous }) => previous)).toEqual([genesis, sealed[0]?.hash, sealed[1]?.hash]);
      for (const one of sealed) expect(hashOf(entryText(one))).toBe(one.hash);
      expect(sealed[0] && JSON.parse(entryText(sealed[0]))).toMatchObject({ ...entry('1'), number: 1 });
      expect(await log.head()).toEqual({ number: 3, hash: sealed[2]?.hash });
    });

    test('they are read in pieces', async () => {
      const log = await open();
      for (const key of ['1', '2', '3']) await log.record(entry(key));
      expect((await log.sealed(0, 2)).map(({ key }) => key)).toEqual(['1', '2']);
      expect((await log.sealed(2, 2)).map(({ key }) => key)).toEqual(['3']);
      expect(await log.sealed(3, 2)).toEqual([]);
    });

    const newest: AuditPlace = { before: null, after: null };
    const found = async (log: AuditLog, search: Partial<AuditSearch>, place: Partial<AuditPlace> = {}, limit = 10) =>
      (await log.search(auditSearch(search), { ...newest, ...place }, limit)).map(({ key }) => key);

    test('pages of it, from the newest to the oldest and back', async () => {
      const log = await open();
      for (const key of ['1', '2', '3', '4', '5']) await log.record(entry(key));
      expect(await found(log, {}, {}, 2)).toEqual(['5', '4']);
      expect(await found(log, {}, { before: 4 }, 2)).toEqual(['3', '2']);
      expect(await found(log, {}, { before: 2 }, 2)).toEqual(['1']);
      expect(await found(log, {}, { after: 1 }, 2)).toEqual(['3', '2']);
      expect(await found(log, {}, { after: 5 }, 2)).toEqual([]);
      expect(await log.search(auditSearch(), newest, 1)).toEqual([{ ...entry('5'), number: 5 }]);
    });

    test('is searched by person, action, time, what it is about, and words; all must fit', async () => {
      const log = await open();
      const lena = { slackId: 'U2', name: 'Lena Brandt', githubLogin: 'lena-lead' };
      await log.record(entry('old', { at: 1_000 }));
      await log.record(
        entry('lock', {
          action: 'lock.taken',
          subject: 'production',
          actor: lena,
          details: { reason: 'Incident #4711: "order-book"' },
        }),
      );
      await log.record(
        entry('deploy', {
          details: {
            environment: 'staging',
            services: ['api', 'worker'],
            sha: 'abcdef0123456789',
            verdicts: [{ says: 'unspoken' }],
          },
        }),
      );
      await log.record(
        entry('end', {
          actor: { system: 'quarterdeck' },
          action: 'deployment.ended',
          details: { environment: 'staging', run: { id: 77 } },
        }),
      );
      for (const [search, keys] of [
        [{}, ['end', 'deploy', 'lock', 'old']],
        [{ by: { id: 'U2', name: '' } }, ['lock']],
        [{ by: { id: 'lena-LEAD', name: '' } }, ['lock']],
        [{ by: { id: 'quarterdeck', name: '' } }, ['end']],
        [{ by: { id: 'nobody', name: '' } }, []],
        [{ action: 'lock.taken' }, ['lock']],
        [{ about: 'staging' }, ['end', 'deploy']],
        [{ about: 'worker' }, ['deploy']],
        [{ about: 'd-1', action: 'deployment.ended' }, ['end']],
        [{ about: 'production' }, ['lock']],
        [{ since: 1_001 }, ['end', 'deploy', 'lock']],
        [{ since: 1_001, about: 'd-1' }, ['end', 'deploy']],
        [{ words: ['incident', '4711'] }, ['lock']],
        [{ words: ['ORDER-BOOK'] }, ['lock']],
        [{ words: ['order'] }, []],
        [{ words: ['brandt'] }, ['lock']],
        [{ words: ['abcdef0'] }, ['deploy']],
        [{ words: ['abcdef012345'] }, ['deploy']],
        [{ words: ['77'] }, ['end']],
        [{ words: ['unspoken'] }, []],
        [{ words: ['incident'], about: 'staging' }, []],
        [{ words: ["'; drop table", '%', '\\', '\0'] }, []],
      ] satisfies [Partial<AuditSearch>, string[]][]) {
        expect(await found(log, search), JSON.stringify(search)).toEqual(keys);
      }
    });

    test('a search is paged as well', async () => {
      const log = await open();
      for (const key of ['1', '2', '3', '4', '5', '6']) {
        await log.record(
          entry(key, { action: Number(key) % 2 ? 'lock.taken' : 'lock.released', details: { reason: 'same' } }),
        );
      }
      const odd = { action: 'lock.taken', words: ['same'] } as const;
      expect(await found(log, { ...odd, words: ['same'] }, {}, 2)).toEqual(['5', '3']);
      expect(await found(log, { ...odd, words: ['same'] }, { before: 3 }, 2)).toEqual(['1']);
      expect(await found(log, { ...odd, words: ['same'] }, { after: 1 }, 1)).toEqual(['3']);
    });

    test('a checkpoint is made of new entries only, and not before its time', async () => {
      const log = await open();
      expect(await log.checkpoint(1_000, 100)).toBeNull();
      for (const key of ['1', '2']) await log.record(entry(key));
      const { hash } = await log.head();
      const first = { number: 2, hash, at: 2_000 };
      expect(await log.checkpoint(2_000, 100)).toEqual(first);
      expect(await log.checkpoint(9_000, 100)).toEqual(first);
      await log.record(entry('3'));
      expect(await log.checkpoint(2_099, 100)).toEqual(first);
      // The clock may be set back.
      expect(await log.checkpoint(1_000, 100)).toEqual(first);
      const second = await log.checkpoint(2_100, 100);
      expect(second).toMatchObject({ number: 3, at: 2_100 });
      expect(await log.checkpoints()).toEqual([first, second]);
    });

    test('of many who make one at the same moment, while entries are written, one does', async () => {
      const log = await open();
      await log.record(entry('first'));
      const made = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          await log.record(entry(`${index}`));
          return log.checkpoint(5_000, 100);
        }),
      );
      expect(new Set(made.map((one) => one?.number)).size).toBe(1);
      expect(await log.checkpoints()).toHaveLength(1);
    });
  });
}

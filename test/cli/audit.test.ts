import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAudit } from '../../src/adapters/postgres/audit.ts';
import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { audit } from '../../src/cli/audit.ts';
import { openAudit } from '../../src/cli/open-audit.ts';
import { run } from '../../src/cli/run.ts';
import { readSettings } from '../../src/config/env.ts';
import { day } from '../../src/model/time.ts';
import { verifyAudit } from '../../src/usecases/audit-proof.ts';
import { auditEntry, now } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { freshDatabase } from '../postgres.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-audit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const settings = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', GITHUB_TOKEN: 'ghp_1' };

async function written(...days: number[]) {
  const log = createFakeAudit();
  for (const [index, ago] of days.entries()) {
    await log.record(auditEntry(`${index}`, { at: now - ago * day, details: { text: 'line \u2028 line \n ü' } }));
  }
  return log;
}

async function typed(words: string[], log = createFakeAudit(), variables: Record<string, string> = settings) {
  const out: string[] = [];
  const complaints: string[] = [];
  let closed = 0;
  const verb = audit({
    settings: () => readSettings(variables),
    open: async () => ({
      sealed: log.sealed,
      verify: (given) => verifyAudit(log, given),
      close: async () => void closed++,
    }),
    now: () => now,
  });
  const output = { out: (line: string) => out.push(line), complain: (line: string) => complaints.push(line) };
  const code = await run([verb], ['audit', ...words], output);
  return { code, out, complaints, closed };
}

describe('audit export and verify', () => {
  test('what is exported is verified, alone and with a checkpoint', async () => {
    const log = await written(3, 2, 1);
    const { code, out, closed } = await typed(['export'], log);
    expect({ code, lines: out.length, closed }).toEqual({ code: 0, lines: 3, closed: 1 });
    const file = path.join(folder, 'whole.ndjson');
    await writeFile(file, `${out.join('\n')}\n`);
    const { hash } = await log.head();
    expect(await typed(['verify', file, '--checkpoint', `3:${hash.toUpperCase()}`])).toMatchObject({
      code: 0,
      complaints: [],
      out: [
        `3 entries of the file ${file}, 1 to 3: nobody has changed them.`,
        'Entry 3 is as the checkpoint that you gave says.',
        `The last one is 3:${hash}`,
      ],
    });
  });

  test('is read no further than somebody takes it', async () => {
    const log = await written(...Array.from({ length: 600 }, () => 1));
    let read = 0;
    const sealed: typeof log.sealed = async (after, limit) => {
      const found = await log.sealed(after, limit);
      read += found.length;
      return found;
    };
    const open = async () => ({ sealed, verify: () => verifyAudit(log, []), close: async () => {} });
    const out: string[] = [];
    const output = { out: (line: string) => out.push(line), complain: () => {}, taken: async () => false };
    const verb = audit({ settings: () => readSettings(settings), open, now: () => now });
    expect(await run([verb], ['audit', 'export'], output)).toBe(0);
    expect([read, out.length]).toEqual([500, 500]);
  });

  test('a part of it is verified as well', async () => {
    const { out } = await typed(['export', '--since', '50h'], await written(3, 2, 1));
    expect(out.map((line) => JSON.parse(line).entry.number)).toEqual([2, 3]);
    const file = path.join(folder, 'part.ndjson');
    await writeFile(file, out.join('\r\n'));
    expect(await typed(['verify', file])).toMatchObject({
      code: 0,
      out: [expect.stringContaining('2 to 3'), expect.anything()],
    });
    expect((await typed(['export', '--since', '2026-01-18'], await written(3, 2, 1))).out).toHaveLength(2);
  });

  test.each<[string, (lines: string[]) => string[], string]>([
    ['changed', ([a = '', b = '', c = '']) => [a, b.replace('Dana', 'Lena'), c], 'is 2. 1 before it are good.'],
    ['taken out', ([a = '', , c = '']) => [a, c], 'is 3. 1 before it are good.'],
    ['exchanged', ([a = '', b = '', c = '']) => [a, c, b], 'is 3. 1 before it are good.'],
    [
      'reformatted',
      ([a = '', b = '', c = '']) => [a, JSON.stringify(JSON.parse(b), null, 1).replaceAll('\n', ''), c],
      'is 2. 1 before it are good.',
    ],
  ])('a line that was %s is found and named', async (_, tamper, says) => {
    const { out } = await typed(['export'], await written(3, 2, 1));
    const file = path.join(folder, 'tampered.ndjson');
    await writeFile(file, tamper(out).join('\n'));
    const { code, complaints } = await typed(['verify', file]);
    expect(code).toBe(1);
    expect(complaints.at(-1)).toContain(says);
  });

  test('the database is verified, and the head of the chain with it', async () => {
    const log = await written(1);
    expect(await typed(['verify'], log)).toMatchObject({
      code: 0,
      closed: 1,
      out: [
        '1 entry of the database, 1 to 1: nobody has changed them.',
        'Entry 1 is as the head of the chain says.',
        expect.anything(),
      ],
    });
    expect(await typed(['verify', '--checkpoint', `1:${'a'.repeat(64)}`], log)).toMatchObject({
      code: 1,
      closed: 1,
      complaints: [
        expect.stringContaining('Entry 1 is not the one that the checkpoint that you gave knows'),
        expect.anything(),
      ],
    });
    expect(await typed(['verify'])).toMatchObject({ code: 0, out: ['There is no entry in the database.'] });
  });

  test('a checkpoint beyond the end is not fulfilled', async () => {
    const { code, complaints } = await typed(['verify', '--checkpoint', `9:${'a'.repeat(64)}`], await written(1));
    expect(code).toBe(1);
    expect(complaints[0]).toContain('entries 2 to 9 are missing at the end');
  });

  test.each([
    [[]],
    [['prove']],
    [['verify', 'a', 'b']],
    [['verify', '--all']],
    [['verify', '--checkpoint']],
    [['verify', '--checkpoint', '1:abc']],
    [['export', 'file']],
    [['export', '--since', 'yesterday']],
    [['export', '--since', '2026-99-99']],
  ])('%j is a wrong call', async (words) => {
    const { code, out, complaints, closed } = await typed(words);
    expect({ code, out, closed, complaints: complaints.length }).toEqual({
      code: 2,
      out: [],
      closed: 0,
      complaints: 1,
    });
  });

  test('without settings it says what is missing; a file that is not there too', async () => {
    expect(await typed(['verify'], createFakeAudit(), {})).toMatchObject({ code: 1, out: [] });
    expect(await typed(['verify', path.join(folder, 'none')])).toMatchObject({
      code: 1,
      complaints: [expect.stringContaining('cannot be read')],
    });
  });
});

test('the database of the settings is opened, verified and let go, without anything else being started', async () => {
  const db = await freshDatabase();
  try {
    await createAudit(db.database).record(auditEntry('1'));
    const read = readSettings({ ...settings, DATABASE_URL: db.url });
    if (!read.ok) throw new Error(read.problems.join(' '));
    const log = await openAudit(read.settings);
    const { hash } = await createAuditLog(db.database).head();
    expect(await log.verify([{ number: 1, hash, from: 'the channel' }])).toMatchObject({ bad: null, checked: 1 });
    expect((await log.sealed(0, 10)).map(({ key }) => key)).toEqual(['1']);
    await log.close();
    await expect(log.sealed(0, 1)).rejects.toThrow('after calling end');
    await expect(openAudit({ ...read.settings, databaseUrl: db.url.replace(/[^/]+$/, 'none') })).rejects.toThrow(
      'none',
    );
  } finally {
    await db.close();
  }
});

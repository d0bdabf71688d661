import { describe, expect, test } from 'vitest';
import type { SealedEntry } from '../../src/model/audit-chain.ts';
import { entryText, exportLine, genesis, hashOf, linkOf, readExportLine } from '../../src/model/audit-chain.ts';

const text =
  '{"number":7,"previous":"0000000000000000000000000000000000000000000000000000000000000000","recorded":"2026-01-20T15:05:00.123456Z","key":"lock.taken:1","at":1768921500000,"actor":{"name": "Dana", "slackId": "U1", "githubLogin": null},"action":"lock.taken","subject":"production","details":{"reason": "für \\"alle\\"", "version": 1.0}}';
const entry: SealedEntry = {
  number: '7',
  previous: genesis,
  recorded: '2026-01-20T15:05:00.123456Z',
  key: 'lock.taken:1',
  at: '1768921500000',
  actor: '{"name": "Dana", "slackId": "U1", "githubLogin": null}',
  action: 'lock.taken',
  subject: 'production',
  details: '{"reason": "für \\"alle\\"", "version": 1.0}',
  // printf '%s' '…' | sha256sum
  hash: '838a41e641f7208807aa741c98b58bbae8c9958eb53ca286cd3bd4f9809cee64',
};

test('the text of an entry is fixed to the byte, and so is its hash', () => {
  expect(entryText(entry)).toBe(text);
  expect(hashOf(entryText(entry))).toBe(entry.hash);
});

test('whatever is changed changes the hash', () => {
  const changes: Partial<SealedEntry>[] = [
    ...[{ number: '8' }, { previous: 'f'.repeat(64) }, { recorded: '2026-01-20T15:05:00.123457Z' }, { key: 'k' }],
    ...[{ at: '1768921500001' }, { actor: '{}' }, { action: 'lock.released' }, { subject: 'staging' }],
    ...[{ details: '{"reason": "für \\"alle\\"", "version": 1}' }],
  ];
  const hashes = changes.map((change) => hashOf(entryText({ ...entry, ...change })));
  expect(new Set([...hashes, entry.hash]).size).toBe(changes.length + 1);
  // A word cannot wander from one field into the next.
  const [one, other] = [
    { key: 'a","at":1', subject: 'b' },
    { key: 'a', subject: '","at":1b' },
  ];
  expect(entryText({ ...entry, ...one })).not.toBe(entryText({ ...entry, ...other }));
});

describe('a line of an export', () => {
  test('is JSON that carries the hash and the very text that has it', () => {
    const line = exportLine(entry);
    expect(line).toBe(`{"hash":"${entry.hash}","entry":${text}}`);
    expect(JSON.parse(line)).toMatchObject({ hash: entry.hash, entry: { number: 7, details: { version: 1 } } });
    expect(readExportLine(line)).toEqual(linkOf(entry));
  });

  test('as the documentation tells an outsider to check it', () => {
    const line = exportLine(entry);
    expect(hashOf(line.slice(83, -1))).toBe(line.slice(9, 73));
  });

  test.each([
    '',
    '{}',
    'null',
    exportLine(entry).slice(0, -2).concat(']'),
    ` ${exportLine(entry)}`,
    JSON.stringify(JSON.parse(exportLine(entry)), null, 1),
    exportLine({ ...entry, hash: 'short' }),
    exportLine({ ...entry, number: '-1' }),
    exportLine({ ...entry, previous: 'x' }),
  ])('%# is none', (line) => {
    expect(readExportLine(line)).toBeNull();
  });

  test('that was cut off is found out by its hash', () => {
    const cut = readExportLine(exportLine(entry).slice(0, -1));
    expect(cut?.computed).not.toBe(cut?.hash);
  });

  test('with another text is read, and found out by its hash', () => {
    const link = readExportLine(exportLine(entry).replace('Dana', 'Lena'));
    expect(link?.hash).toBe(entry.hash);
    expect(link?.computed).not.toBe(entry.hash);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LoadedCatalog } from '../../../src/config/catalog/load.ts';
import type { CatalogWatch } from '../../../src/config/catalog/watch.ts';
import { watchCatalog } from '../../../src/config/catalog/watch.ts';
import { base, replaced } from './base.ts';

let folder = '';
let file = '';
let watch: CatalogWatch | null = null;
const reports: LoadedCatalog[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-watch-'));
  file = path.join(folder, 'quarterdeck.yml');
  reports.length = 0;
  await writeFile(file, base);
});
afterEach(async () => {
  watch?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The timer is set far away: the tests look themselves. */
function start(
  options: { every?: number; report?: (loaded: LoadedCatalog) => void; failed?: (error: unknown) => void } = {},
) {
  watch = watchCatalog({
    file,
    last: base,
    every: options.every ?? 3_600_000,
    report: options.report ?? ((loaded) => void reports.push(loaded)),
    failed: options.failed ?? (() => undefined),
  });
  return watch;
}

test('nothing is said of what is known', async () => {
  const { look } = start();
  expect([await look(), await look(), await look()]).toEqual([null, null, null]);
});

test('a changed file is reported once, when two looks have seen the same', async () => {
  const { look } = start();
  await writeFile(file, replaced('default: all', 'default: api'));
  expect(await look()).toBeNull();
  expect(await look()).toMatchObject({ ok: true, catalog: { pipelines: [{ default: 'api' }] } });
  expect(await look()).toBeNull();
  expect(reports).toHaveLength(1);
});

test('a file that is being written is waited for', async () => {
  const { look } = start();
  await writeFile(file, base.slice(0, 200));
  expect(await look()).toBeNull();
  await writeFile(file, replaced('default: all', 'default: api'));
  expect(await look()).toBeNull();
  expect(await look()).toMatchObject({ ok: true });
  expect(reports).toHaveLength(1);
});

test('a bad version is reported once with its problems, and the good one after it as well', async () => {
  const { look } = start();
  await writeFile(file, replaced('version: 1', 'version: 2'));
  await look();
  expect(await look()).toMatchObject({ ok: false, problems: [{ line: 1, path: 'version' }] });
  expect(await look()).toBeNull();
  await writeFile(file, base);
  await look();
  expect(await look()).toMatchObject({ ok: true });
});

test('a file that is gone is reported, and its return too', async () => {
  const { look } = start();
  await rm(file);
  await look();
  expect(await look()).toMatchObject({ ok: false, problems: [{ found: 'no such file' }] });
  await writeFile(file, base);
  await look();
  expect(await look()).toMatchObject({ ok: true });
});

test('a report that throws is told, and tried again', async () => {
  let away = true;
  const { look } = start({
    report: (loaded) => {
      if (away) throw new Error('the database is away');
      reports.push(loaded);
    },
  });
  await writeFile(file, replaced('default: all', 'default: api'));
  await look();
  await expect(look()).rejects.toThrow('the database is away');
  away = false;
  await look();
  expect(await look()).toMatchObject({ ok: true });
  expect(reports).toHaveLength(1);
});

test('the timer looks by itself, and what a report throws is told', async () => {
  const error = await new Promise((resolve, reject) => {
    start({
      every: 5,
      report: () => {
        throw new Error('the database is away');
      },
      failed: resolve,
    });
    writeFile(file, replaced('default: all', 'default: api')).catch(reject);
  });
  expect(error).toMatchObject({ message: 'the database is away' });
});

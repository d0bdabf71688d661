import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createArtifactFiles } from '../../../src/adapters/github/artifacts.ts';
import { readZipped } from '../../../src/adapters/github/unzip.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const sha = 'a'.repeat(40);
const wanted = { artifact: 'coverage', file: 'summary.json' };
const zip = zipSync({ 'other.txt': strToU8('x'.repeat(50_000)), 'summary.json': strToU8('{"ok": true}') });
const open = scriptedClients();

const artifact = (id: number, changes: object = {}) => ({
  id,
  size_in_bytes: 500,
  expired: false,
  workflow_run: { head_sha: sha },
  ...changes,
});
const listing = (...artifacts: object[]): Script => ({
  status: 200,
  body: { total_count: artifacts.length, artifacts },
  to: '/actions/artifacts?',
});
const bytes =
  (body: Uint8Array): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/zip' });
    response.end(body);
  };

describe('a file in an artifact', () => {
  test('is fetched from where GitHub points, without our token, and once for each artifact', async () => {
    const elsewhere = await open([bytes(zip)]);
    const link: Script = { status: 302, headers: { location: `${elsewhere.server.url}/blob` }, to: '/zip' };
    const { github, server } = await open([
      listing(artifact(7), artifact(9), artifact(11, { workflow_run: { head_sha: 'b'.repeat(40) } })),
      link,
      listing(artifact(9)),
    ]);
    const read = createArtifactFiles(github);
    expect(await read(repository, sha, wanted)).toEqual({ text: '{"ok": true}' });
    expect(server.seen[1]?.path).toContain('/actions/artifacts/9/zip');
    expect(elsewhere.server.seen[0]?.headers.authorization).toBeUndefined();
    expect(await read(repository, sha, wanted)).toEqual({ text: '{"ok": true}' });
    expect(elsewhere.server.seen).toHaveLength(1);
  });

  test.each([
    [
      'none of that commit',
      [artifact(1, { workflow_run: { head_sha: 'b'.repeat(40) } })],
      'there is no artifact coverage of aaaaaaa',
    ],
    ['one that has expired', [artifact(1, { expired: true })], 'the artifact coverage has expired'],
    [
      'one that is too large',
      [artifact(1, { size_in_bytes: 11_000_000 })],
      'the artifact coverage is too large to be read',
    ],
  ])('says what is missing: %s', async (_, artifacts, missing) => {
    const { github } = await open([listing(...artifacts)]);
    expect(await createArtifactFiles(github)(repository, sha, wanted)).toEqual({ missing });
  });

  test.each([
    ['more than it said', new Uint8Array(11_000_000), 'the artifact coverage is gone, or larger than it said'],
    ['no zip', strToU8('<html>'), 'the artifact coverage has no file summary.json'],
    ['half a zip', zip.subarray(0, zip.length - 200), 'the artifact coverage cannot be unpacked'],
  ])('of an answer that is %s nothing is made', async (_, body, missing) => {
    const elsewhere = await open([bytes(body)]);
    const link: Script = { status: 302, headers: { location: `${elsewhere.server.url}/blob` }, to: '/zip' };
    const { github } = await open([listing(artifact(9)), link]);
    expect(await createArtifactFiles(github)(repository, sha, wanted)).toEqual({ missing });
  });
});

describe('a zip', () => {
  const bomb = zipSync({ 'summary.json': new Uint8Array(32 * 1024 * 1024) }, { level: 1 });

  test('that unpacks to far more than it should is left as soon as that shows, whatever it says of its sizes', () => {
    const lying = bomb.slice();
    const view = new DataView(lying.buffer, lying.byteOffset, lying.length);
    view.setUint32(22, 10, true);
    view.setUint32(view.getUint32(lying.length - 6, true) + 24, 10, true);
    for (const each of [bomb, lying]) {
      // Whoever unpacked on behind its first half would stumble here.
      const spoilt = each.slice().fill(0xff, each.length / 2);
      expect(() => unzipSync(spoilt)).toThrow();
      expect(readZipped(spoilt, 'summary.json', 4 * 1024 * 1024)).toBe('too-large');
    }
  });

  test('is searched past files that are not wanted', () => {
    expect(readZipped(zip, 'summary.json', 100)).toEqual({ text: '{"ok": true}' });
    expect(readZipped(zip, 'summary', 100)).toBe('no-such-file');
    expect(readZipped(zip, 'summary.json', 5)).toBe('too-large');
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parseDuration } from '../../sandbox/duration.ts';
import { createIds } from '../../sandbox/ids.ts';
import { createPeople, userGroups } from '../../sandbox/people.ts';
import { createTraffic } from '../../sandbox/traffic.ts';
import { readWorld } from '../../sandbox/world.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function example(yaml: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'world-'));
  folders.push(folder);
  await writeFile(path.join(folder, 'world.yml'), yaml);
  return folder;
}

const smallest = `
repository: acme/one
services: [one]
start: 2026-01-20T15:05:00Z
defaultBranch: main
branches:
  main: {commits: [{key: a, message: First, author: dana-dev, ago: 3d}]}
`;

test('a world is read with its defaults', async () => {
  const directory = await example(smallest);
  expect(await readWorld(directory)).toEqual({
    repository: 'acme/one',
    services: ['one'],
    start: '2026-01-20T15:05:00Z',
    defaultBranch: 'main',
    branches: { main: { commits: [{ key: 'a', message: 'First', author: 'dana-dev', ago: '3d' }] } },
    tags: {},
    pullRequests: [],
    protection: {},
    running: {},
    runs: [],
    artifacts: {},
    durations: {},
    teams: {},
    environments: {},
    directory,
  });
});

test('a wrong world names the file and the key', async () => {
  const directory = await example(`${smallest}colour: red\n`);
  await expect(readWorld(directory)).rejects.toThrow(/world\.yml is not a world:[\s\S]*colour/);
});

test('two worlds of one seed make the same ids; another life makes others but keeps its commits', () => {
  const [a, b, later] = [createIds('s'), createIds('s'), createIds('s', 2)];
  expect([a.slack('U'), a.guid(), a.number()]).toEqual([b.slack('U'), b.guid(), b.number()]);
  expect(later.slack('U')).not.toBe(createIds('s').slack('U'));
  expect(later.sha('a')).toBe(a.sha('a'));
  expect(a.sha('a')).toMatch(/^[0-9a-f]{40}$/);
  expect(a.slack('C')).toMatch(/^C[0-9A-Z]{9}$/);
  expect(a.guid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each([
  ['45s', 45_000],
  ['3m30s', 210_000],
  ['1d2h', 93_600_000],
])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each(['', '3', 'm', '3x', '-1s'])('"%s" is no duration', (text) => {
  expect(() => parseDuration(text)).toThrow(/is not a duration/);
});

test('everybody belongs to groups that exist, and nobody shares an id', () => {
  const people = createPeople();
  for (const group of people.flatMap((person) => person.groups)) expect(Object.keys(userGroups)).toContain(group);
  expect(new Set(people.map((person) => person.slackId)).size).toBe(people.length);
  const members = (group: string) => people.filter((p) => p.groups.includes(group)).map((p) => p.handle);
  expect(members('release-managers')).toEqual(['lead', 'lead2']);
  expect(members('developers')).toEqual(['dev', 'dev2', 'lead', 'lead2', 'sre']);
});

test('traffic is read back since a number, and counts outlive what is kept', () => {
  const traffic = createTraffic({ keep: 2, realNow: () => 7 });
  for (const path of ['/a', '/b', '/c'])
    traffic.record({ world: 'slack', direction: 'from-bot', method: 'POST', path, status: 200, kind: 'chat.update' });
  expect(traffic.list().map((entry) => entry.path)).toEqual(['/b', '/c']);
  expect(traffic.list(2).map((entry) => entry.seq)).toEqual([3]);
  expect(traffic.counts()).toEqual({ 'slack chat.update': 3 });
});

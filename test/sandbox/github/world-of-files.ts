import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorldSeed } from '../../../sandbox/contract.ts';
import { readWorld } from '../../../sandbox/world.ts';
import { startWorldOf, type TestWorld } from './world.ts';

const world = `
repository: acme/shop
services: [shop]
start: 2026-01-20T15:05:00Z
defaultBranch: main
branches:
  main: {commits: [{key: a, message: First, author: dana-dev, ago: 3d}]}
`;

/** A world with these workflows, by file name, and one commit. `more` is put behind its `world.yml`. */
export async function startWorldWith(workflows: Record<string, string>, more = ''): Promise<TestWorld> {
  const directory = await mkdtemp(path.join(tmpdir(), 'world-of-files-'));
  try {
    const folder = path.join(directory, '.github', 'workflows');
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(workflows)) await writeFile(path.join(folder, name), content);
    await writeFile(path.join(directory, 'world.yml'), world + more);
    const seed: WorldSeed = await readWorld(directory);
    return await startWorldOf(seed);
  } finally {
    await rm(directory, { recursive: true });
  }
}

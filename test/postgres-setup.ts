import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../src/adapters/postgres/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresFolder: string;
  }
}

/** Of the server that the tests of one run share. */
export const serverFolder = 'server';

/** One Postgres for a run of the tests. Nothing is started before a test asks for it; it is stopped and removed at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'quarterdeck-test-'));
  // Started by root, Postgres runs as another user, who must be able to walk through to its own folder.
  await chmod(folder, 0o755);
  project.provide('postgresFolder', folder);
  return async () => {
    const shared = join(folder, serverFolder);
    const used = await stat(shared).catch(() => null);
    if (used) {
      const server = await startEmbeddedPostgres({ folder: shared, watch: false });
      for (let tries = 0; tries < 100 && !(await server.stop()); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await rm(folder, { recursive: true, force: true });
  };
}

import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { isAlive, until } from './process.ts';

/** What an earlier sandbox with the same data folder left behind. */
const record = z.object({ life: z.int().min(1), now: z.number(), botPids: z.array(z.int()).default([]) });

export interface DataFolder {
  readonly path: string;
  /** 1 the first time, 2 when a sandbox starts with this folder again, and so on. */
  readonly life: number;
  /** The world's time when the earlier sandbox ended; null the first time. */
  readonly resumeAt: number | null;
  /** Notes the world's time and the bots' processes, for the next life. */
  save(now: number, botPids: number[]): Promise<void>;
  /** Removes a folder that was made for this life alone. */
  dispose(): Promise<void>;
}

/**
 * Opens the folder of the bot's data; null makes a fresh one. A bot that an earlier sandbox left running there, because
 * that sandbox was killed, is ended first: two bots on one folder would fight over it.
 */
export async function openData(folder: string | null, botMark: string): Promise<DataFolder> {
  const fresh = folder === null;
  const directory = fresh ? await mkdtemp(path.join(tmpdir(), 'quarterdeck-sandbox-')) : path.resolve(folder);
  await mkdir(directory, { recursive: true });
  // Started by root, Postgres runs as another user, who must be able to walk through to its own folder.
  if (fresh) await chmod(directory, 0o755);
  const file = path.join(directory, 'sandbox.json');
  const before = await readRecord(file);
  for (const pid of before?.botPids ?? []) await endOrphan(pid, botMark);
  const life = (before?.life ?? 0) + 1;
  let saving: Promise<void> = Promise.resolve();

  return {
    path: directory,
    life,
    resumeAt: before?.now ?? null,
    save(now, botPids) {
      saving = saving.then(async () => {
        await writeFile(`${file}.new`, JSON.stringify({ life, now, botPids }));
        await rename(`${file}.new`, file);
      });
      return saving;
    },
    async dispose() {
      await saving.catch(() => undefined);
      if (fresh) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function readRecord(file: string): Promise<z.output<typeof record> | null> {
  try {
    return record.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

async function endOrphan(pid: number, mark: string): Promise<void> {
  if (!(await isAlive(pid, mark))) return;
  process.kill(pid, 'SIGKILL');
  await until(async () => !(await isAlive(pid, mark)), 5_000);
}

import { randomBytes, randomInt } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { type Account, type Programs, processState, runAs } from './embedded-program.ts';

/** The role and the database that the server is made with. */
export const user = 'quarterdeck';
export const database = 'postgres';

const passwordFile = (cluster: string) => join(cluster, 'quarterdeck.password');
const portFile = (cluster: string) => join(cluster, 'quarterdeck.port');

/**
 * Makes the folder of a new, empty server at `cluster` unless there is one. It is made aside and moved into place when it is
 * complete and on disk, so that a crash leaves either nothing or a whole one. Its random password lies in it, mode 0600.
 */
export async function ensureCluster(
  folder: string,
  cluster: string,
  account: Account,
  programs: Programs,
  onWork?: () => void,
): Promise<void> {
  if (await exists(cluster)) return own(cluster, account);
  await clearHalfMade(folder);
  const making = join(folder, `postgres.new-${process.pid}`);
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  const scratch = join(folder, `postgres.password-${process.pid}`);
  try {
    await writeFile(scratch, `${password}\n`, { mode: 0o600 });
    await own(making, account);
    await own(scratch, account);
    // Segments of 4 MB: a small server fills one in hours, and the first start writes a quarter of what it would.
    const flags = ['--no-locale', '-E', 'UTF8', '--no-sync', '--no-instructions', '--wal-segsize=4'];
    const args = ['-D', making, '-U', user, '-A', 'scram-sha-256', `--pwfile=${scratch}`, ...flags];
    const done = await runAs(account, programs.initdb, args, onWork);
    if (done.code !== 0)
      throw new Fault('rejected', `Postgres could not make its data folder: ${lastLine(done.output)}`);
    await rename(scratch, passwordFile(making));
    const synced = await runAs(account, programs.initdb, ['--sync-only', '-D', making]);
    if (synced.code !== 0)
      throw new Fault('rejected', `Postgres could not sync its data folder: ${lastLine(synced.output)}`);
    await rename(making, cluster);
    await syncFolder(folder);
  } catch (error) {
    // Another process was faster: its server is as good as ours.
    if (!(await exists(cluster))) throw error;
  } finally {
    await rm(scratch, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

export async function readPassword(cluster: string): Promise<string> {
  try {
    return (await readFile(passwordFile(cluster), 'utf8')).trim();
  } catch (cause) {
    throw new Fault('not-found', `The password of the built-in Postgres is missing (${passwordFile(cluster)}).`, {
      cause,
    });
  }
}

/** The port that was used last if it is still free, else another free one, which is remembered. Loopback only. */
export async function choosePort(cluster: string): Promise<number> {
  const last = Number(await readFile(portFile(cluster), 'utf8').catch(() => '0'));
  const port = (last > 0 ? await tryPort(last) : null) ?? (await quietPort()) ?? (await tryPort(0));
  if (port === null) throw new Fault('unavailable', 'There is no free port on 127.0.0.1 for the built-in Postgres.');
  if (port !== last) await writeFile(portFile(cluster), String(port), { mode: 0o600 });
  return port;
}

export function lastLine(output: string): string {
  return output.split('\n').filter(Boolean).at(-1) ?? 'no reason was given';
}

/**
 * A free port below those that systems hand out by themselves: between a kill and a restart of the server nobody else is given it
 * by chance.
 */
async function quietPort(): Promise<number | null> {
  for (let tries = 0; tries < 20; tries++) {
    const port = await tryPort(randomInt(15_000, 32_000));
    if (port !== null) return port;
  }
  return null;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : null));
    });
  });
}

/** Gives a file or folder, with all that is in it, to the account's owner, where it belongs to somebody else. */
async function own(path: string, { owner }: Account): Promise<void> {
  if (!owner) return;
  const found = await lstat(path);
  if (found.uid === owner.uid) return;
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await own(join(path, name), { ids: {}, prefix: [], owner });
    await chmod(path, 0o700);
  }
  await chown(path, owner.uid, owner.gid);
}

/** Removes what a process left behind that died while it made a cluster. */
async function clearHalfMade(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^postgres\.(?:new|password)-(\d+)$/.exec(name)?.[1] ?? 0);
    if (pid > 0 && (await processState(pid)) === 'none') await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

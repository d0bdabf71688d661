import { constants } from 'node:fs';
import { access, chmod, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { type Account, runAs } from './embedded-program.ts';

const ourselves: Account = { ids: {}, prefix: [], owner: null };

/**
 * Chooses the account. As an ordinary user: that user. As root: the user `postgres`, or `nobody` where there is none; and
 * where these may not enter the folders on the way to the data or the programs (a home of root's), root itself inside a user
 * namespace in which it has another number. Throws `Fault` when nothing works.
 */
export async function chooseAccount(folder: string, program: string): Promise<Account> {
  if (process.getuid?.() !== 0) return ourselves;
  const user = await findUser(['postgres', 'nobody']);
  if (!user)
    throw new Fault('denied', 'Postgres may not run as root, and there is no user "postgres" or "nobody" here.');
  const { mode } = await stat(folder);
  if ((mode & constants.S_IXOTH) === 0) await chmod(folder, (mode & 0o7777) | constants.S_IXOTH);
  const barred = (await closedFolder(folder)) ?? (await closedFolder(dirname(program)));
  if (!barred) return { ids: { uid: user.uid, gid: user.gid }, prefix: [], owner: { uid: user.uid, gid: user.gid } };
  const inside: Account = {
    ids: {},
    prefix: ['unshare', '--user', `--map-user=${user.uid}`, `--map-group=${user.gid}`],
    owner: { uid: 0, gid: 0 },
  };
  const works = await runAs(inside, program, ['--version']).catch(() => null);
  if (works?.code === 0) return inside;
  throw new Fault(
    'denied',
    `Postgres may not run as root, and the user "${user.name}" may not enter ${barred}. Run Quarterdeck as an ordinary user, ` +
      `or from a folder that every user may enter, or allow it: chmod o+x ${barred}`,
  );
}

/** The first folder from the root down to `path` that others may not enter; null when they may enter all. */
async function closedFolder(path: string): Promise<string | null> {
  const way: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    way.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const folder of way) {
    if (((await stat(folder)).mode & constants.S_IXOTH) === 0) return folder;
  }
  return null;
}

async function findUser(names: readonly string[]): Promise<{ name: string; uid: number; gid: number } | null> {
  await access('/etc/passwd', constants.R_OK);
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const fields = lines.find((line) => line[0] === name);
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return null;
}

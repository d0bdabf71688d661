import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Fault } from '../../model/fault.ts';
import { chooseAccount } from './embedded-account.ts';
import { choosePort, database, ensureCluster, lastLine, readPassword, user } from './embedded-cluster.ts';
import { readPidFile, removePidFile } from './embedded-pid-file.ts';
import { type Account, findPrograms, type Programs, processState, runAs } from './embedded-program.ts';
import { serverOptions } from './embedded-settings.ts';

/** The built-in Postgres, running. */
export interface EmbeddedPostgres {
  /** Connection string, with the password: a secret. It stays the same when the server has to be started anew. */
  readonly url: string;
  /** Process id of the server now. */
  readonly pid: number;
  /** `listener` is told from now on when the server was found dead and was started again, or could not be. */
  onRestart(listener: (why: string) => void): void;
  /** Stops it, unless another process is connected to it. Returns whether it was stopped. */
  stop(): Promise<boolean>;
}

export interface EmbeddedOptions {
  /** The data folder; made if need be. The server's files go into `postgres` in it. */
  folder: string;
  /** False leaves it to others to start it again when it dies. */
  watch?: boolean;
  /** How long a start may take, ms. */
  patience?: number;
  /** Told when a program of Postgres has been started and is waited for: there is time for something else now. */
  onWork?: () => void;
}

interface Server {
  pid: number;
  port: number;
}

interface Site {
  cluster: string;
  log: string;
  account: Account;
  programs: Programs;
  onWork: () => void;
}

/**
 * Starts the server in `folder`, or adopts the one that runs there already (after a kill of this process it goes on by
 * itself). Afterwards it is watched and started again when it dies. Throws `Fault` when it cannot be had.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { patience = 30_000, watch = true, onWork = () => {} } = options;
  await mkdir(options.folder, { recursive: true });
  const folder = await realpath(resolve(options.folder));
  const programs = await findPrograms();
  const account = await chooseAccount(folder, programs.postgres);
  const cluster = join(folder, 'postgres');
  await ensureCluster(folder, cluster, account, programs, onWork);
  const site: Site = { cluster, log: join(cluster, 'quarterdeck.log'), account, programs, onWork };
  const password = await readPassword(cluster);
  const urlOf = (port: number) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;

  let server = await obtain(site, urlOf, Date.now() + patience);
  let stopping = false;
  let reviving: Promise<void> | null = null;
  let tell = (_why: string) => {};
  const look = async () => {
    const state = await processState(server.pid);
    if (stopping || (state !== 'none' && state !== 'zombie')) return;
    server = await obtain(site, urlOf, Date.now() + patience, server.port);
    tell(`the server was found ${state === 'zombie' ? 'dead' : 'gone'} and runs again`);
  };
  const tick = () => {
    reviving ??= look()
      .catch((error: unknown) => tell(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        reviving = null;
      });
  };
  const timer = watch ? setInterval(tick, 250).unref() : null;

  return {
    url: urlOf(server.port),
    get pid() {
      return server.pid;
    },
    onRestart(listener) {
      tell = listener;
    },
    async stop() {
      stopping = true;
      if (timer) clearInterval(timer);
      await reviving;
      // Our own connections may take a moment to be gone there after they were closed here.
      for (let looks = 0; await othersConnected(urlOf(server.port)); looks++) {
        if (looks === 10) return false;
        await pause(50);
      }
      const args = ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30'];
      const { code, output } = await runAs(account, programs.pgCtl, args);
      // The pid file goes a moment before the process does; and who finds it gone was only not the first to stop it.
      if (code !== 0 && (await readPidFile(cluster))) {
        throw new Fault('unavailable', `Postgres did not stop: ${lastLine(output)}`);
      }
      const deadline = Date.now() + 5_000;
      while ((await processState(server.pid)) === 'postgres' && Date.now() < deadline) await pause(5);
      return true;
    },
  };
}

/** Stops it as soon as its start has ended. What could not be started need not be stopped. */
export async function stopOnceStarted(starting: Promise<EmbeddedPostgres>): Promise<void> {
  const server = await starting.catch(() => null);
  await server?.stop();
}

/** Adopts what runs, or starts it; tries again until `deadline`, because a dying server takes a moment to let go. */
async function obtain(
  site: Site,
  urlOf: (port: number) => string,
  deadline: number,
  samePort?: number,
): Promise<Server> {
  let why = 'it did not answer in time';
  while (Date.now() < deadline) {
    const found = await readPidFile(site.cluster);
    const state = found ? await processState(found.pid) : 'none';
    if (found && state === 'postgres') {
      const whose = found.port === null ? 'silent' : await askWhose(urlOf(found.port), site.cluster);
      if (whose === 'ours' && found.port !== null && found.port === (samePort ?? found.port))
        return { pid: found.pid, port: found.port };
      if (whose === 'foreign') {
        throw new Fault(
          'rejected',
          `The pid file in ${site.cluster} names a Postgres that serves another data folder.`,
        );
      }
      why = 'a server runs there, but it does not answer';
    } else {
      // A zombie holds nothing any more, and where process 1 reaps nobody it stays for ever.
      if (state === 'other' || state === 'zombie') await removePidFile(site.cluster);
      const started = await start(site, samePort ?? (await choosePort(site.cluster)), found?.pid);
      if (started === null) continue;
      if (typeof started !== 'string') return started;
      why = started;
    }
    await pause(50);
  }
  throw new Fault('unavailable', `The built-in Postgres could not be started: ${why}`);
}

/**
 * The server, or why it is not up, or null where somebody else's start came first. `dead` is the process that an earlier server's
 * pid file names.
 */
async function start(site: Site, port: number, dead?: number): Promise<Server | string | null> {
  const { cluster, log, account, programs, onWork } = site;
  const args = ['start', '-D', cluster, '-l', log, '-w', '-t', '30', '-o', serverOptions(port), '-s'];
  const over = new AbortController();
  const ended = runAs(account, programs.pgCtl, args, onWork).finally(() => over.abort());
  const { code, output } = await Promise.race([ended, isUp(cluster, dead, over.signal)]);
  if (code === 0) {
    const found = await readPidFile(cluster);
    return found?.port === port && found.pid !== dead ? { pid: found.pid, port } : null;
  }
  const written = await readFile(log, 'utf8').catch(() => '');
  return /FATAL: .*/.exec(written.slice(-4_000))?.[0] ?? lastLine(output);
}

/** Resolves like pg_ctl when the new server is ready, but pg_ctl looks only ten times a second. Never when that is `over`. */
async function isUp(cluster: string, dead: number | undefined, over: AbortSignal) {
  while (!over.aborted) {
    const found = await readPidFile(cluster);
    if (found?.ready && found.pid !== dead && (await processState(found.pid)) === 'postgres') {
      return { code: 0, output: '' };
    }
    await pause(5);
  }
  return new Promise<never>(() => {});
}

async function askWhose(url: string, cluster: string): Promise<'ours' | 'foreign' | 'silent'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0] && (await realpath(rows[0].data_directory)) === cluster ? 'ours' : 'foreign';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // 28: our password is not its password, so it cannot be the server of this folder.
    return typeof code === 'string' && code.startsWith('28') ? 'foreign' : 'silent';
  } finally {
    await client.end().catch(() => {});
  }
}

async function othersConnected(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query(
      `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return (rowCount ?? 0) > 0;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type { App } from './app.ts';

/** The process: read the settings, build, start, stop on signals. */
async function main(): Promise<void> {
  // Starting makes much garbage, once; the young generation of the heap would grow for it and keep what it took.
  setFlagsFromString('--semi-space-growth-factor=1');
  // The only WebAssembly of a running bot parses the answers to its HTTP requests. Optimising that takes 10 MB and gains microseconds.
  setFlagsFromString('--no-wasm-dynamic-tiering --no-wasm-tier-up');
  // Must be on before the rest is imported. Where NODE_COMPILE_CACHE is set, it spares this file too, and so the compiler as a whole.
  enableCompileCache();
  const { readProcessSettings } = await import('./config/env.ts');
  const { startEmbeddedPostgres, stopOnceStarted } = await import('./adapters/postgres/embedded.ts');
  const { Fault } = await import('./model/fault.ts');
  const read = readProcessSettings();
  if (!read.ok) {
    process.stderr.write(`Quarterdeck cannot start:\n${read.problems.map((problem) => `  - ${problem}`).join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  const { databaseUrl, data } = read.settings;
  // Starting Postgres takes as long as reading the rest of the code, so they go on side by side. Its faults are told by the app.
  const working = Promise.withResolvers<void>();
  const postgres = databaseUrl === null ? startEmbeddedPostgres({ folder: data, onWork: working.resolve }) : undefined;
  let app: App | null = null;
  let stopping = false;
  const stop = (signal: string) => {
    // A second signal means that somebody does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    Promise.resolve(app ? app.stop(signal) : postgres && stopOnceStarted(postgres))
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        app?.log.error({ err: error }, 'stopping failed');
        process.exit(1);
      });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  await Promise.race([working.promise, postgres?.catch(() => {})]);
  const { readInPortions } = await import('./portions.ts');
  await readInPortions();
  const { createApp } = await import('./app.ts');
  const { letYoungGenerationGrow } = await import('./young-generation.ts');
  if (stopping) return;
  app = createApp(read.settings, postgres);
  const { log } = app;
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'an error was not handled'));
  try {
    await app.start();
    letYoungGenerationGrow();
  } catch (error) {
    log.fatal({ err: error }, 'the start failed');
    if (error instanceof Fault) process.stderr.write(`Quarterdeck cannot start: ${error.message}\n`);
    await app.stop('failed start').catch(() => {});
    process.exit(1);
  }
}

await main();

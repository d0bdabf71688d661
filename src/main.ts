import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/** The process: read the settings, build, start, stop on signals. */
async function main(): Promise<void> {
  // Starting makes much garbage, once; the young generation of the heap would grow for it and keep what it took.
  setFlagsFromString('--semi-space-growth-factor=1');
  // What is compiled now is there for the next start; NODE_COMPILE_CACHE says where. It must be on before the rest is imported.
  enableCompileCache();
  const [{ createApp }, { readProcessSettings }, { Fault }] = await Promise.all([
    import('./app.ts'),
    import('./config/env.ts'),
    import('./model/fault.ts'),
  ]);
  const read = readProcessSettings();
  if (!read.ok) {
    process.stderr.write(`Quarterdeck cannot start:\n${read.problems.map((problem) => `  - ${problem}`).join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  const app = createApp(read.settings);
  let stopping = false;
  const stop = (signal: string) => {
    // A second signal means that somebody does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    app
      .stop(signal)
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        app.log.error({ err: error }, 'stopping failed');
        process.exit(1);
      });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('unhandledRejection', (error) => app.log.error({ err: error }, 'an error was not handled'));
  try {
    await app.start();
    // Under load it may grow as usual.
    setFlagsFromString('--semi-space-growth-factor=2');
  } catch (error) {
    app.log.fatal({ err: error }, 'the start failed');
    if (error instanceof Fault) process.stderr.write(`Quarterdeck cannot start: ${error.message}\n`);
    await app.stop('failed start').catch(() => {});
    process.exit(1);
  }
}

await main();

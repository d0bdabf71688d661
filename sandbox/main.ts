import { enableCompileCache } from 'node:module';
import path from 'node:path';
import type { Bot } from './bot.ts';
import type { SandboxOptions } from './options.ts';
import type { Sandbox } from './start.ts';

const root = path.resolve(import.meta.dirname, '..');

/** The bots have this long to become ready the first time, when they also make their database. */
const patienceMs = 120_000;

async function main(): Promise<void> {
  // What is compiled now is there for the next start. It must be on before the rest is imported.
  enableCompileCache();
  const [{ parseOptions, usage }, { startSandbox }, { createSlack }, { createGitHub }, { pageRoutes }, people] =
    await Promise.all([
      import('./options.ts'),
      import('./start.ts'),
      import('./slack/slack.ts'),
      import('./github/simulation.ts'),
      import('./control/page.ts'),
      import('./people.ts'),
    ]);
  if (process.argv.includes('--help')) {
    console.log(usage);
    return;
  }
  const options = parseOptions(process.argv.slice(2));
  const starting = startSandbox(options, {
    slack: (parts) =>
      createSlack(parts, {
        manifest: path.join(root, 'manifest.yml'),
        channels: people.channelNames,
        groups: people.userGroups,
      }),
    github: (parts) => createGitHub(parts, {}),
    page: pageRoutes,
    botProgram: path.join(root, 'src', 'main.ts'),
    examples: options.examples === null ? path.join(root, 'examples') : path.resolve(options.examples),
  });
  const signals = stopOnSignals(starting);
  const sandbox = await starting;
  const waits = options.bot ? sandbox.replicas : [];
  const answers = await Promise.all(waits.map(async ({ bot }) => ((await bot.whenReady(patienceMs)) ? null : bot)));
  if (signals.stopping) return;
  const late = answers.find((bot) => bot !== null);
  if (late) return giveUp(sandbox, late);
  console.log(readyLine(sandbox, options));
}

const readyLine = ({ url }: Sandbox, { example, speed }: SandboxOptions) =>
  `Quarterdeck sandbox ready: ${url} (example ${example}, speed ${speed})`;

function stopOnSignals(starting: Promise<Sandbox>): { stopping: boolean } {
  const signals = { stopping: false };
  const onSignal = async () => {
    const sandbox = await starting.catch(() => process.exit(1));
    // The second signal is somebody in a hurry.
    if (signals.stopping) return Promise.all(sandbox.replicas.map(({ bot }) => bot.kill()));
    signals.stopping = true;
    await sandbox.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void onSignal());
  return signals;
}

async function giveUp(sandbox: Sandbox, bot: Bot): Promise<void> {
  const lines = await bot.log(40);
  await sandbox.stop();
  console.error(`The bot did not become ready. The end of its log:\n\n${lines.join('\n')}`);
  process.exit(1);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

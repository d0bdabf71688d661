import { clearUp, interrupted } from './leftovers.ts';
import { machine } from './machine.ts';
import { readOptions, usage } from './options.ts';
import { acknowledgement } from './rows/acknowledgement.ts';
import { approval } from './rows/approval.ts';
import { auditPages } from './rows/audit-pages.ts';
import { calls } from './rows/calls.ts';
import { charts } from './rows/charts.ts';
import { coldStart } from './rows/cold-start.ts';
import { gates } from './rows/gates.ts';
import { historyPages } from './rows/history-pages.ts';
import { memory } from './rows/memory.ts';
import { takenBack } from './rows/taken-back.ts';
import { takeover } from './rows/takeover.ts';
import { undo } from './rows/undo.ts';
import { verdicts } from './rows/verdicts.ts';
import { waiting } from './rows/waiting.ts';
import { watched } from './rows/watched.ts';
import { watching } from './rows/watching.ts';
import { webhooks } from './rows/webhooks.ts';
import { whyCalls } from './rows/why-calls.ts';
import { type Line, table } from './table.ts';

const groups = [
  acknowledgement,
  webhooks,
  approval,
  memory,
  coldStart,
  calls,
  auditPages,
  takeover,
  gates,
  whyCalls,
  waiting,
  historyPages,
  charts,
  verdicts,
  undo,
  watching,
  watched,
  takenBack,
];

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(usage);
  const options = readOptions(
    process.argv.slice(2),
    groups.map(({ letter }) => letter),
  );
  const say = (progress: string) => console.error(`  ${progress}`);
  const lines: Line[] = [];
  for (const group of groups) {
    if (options.only && !options.only.includes(group.letter)) continue;
    console.error(`${group.letter}. ${group.title}`);
    try {
      lines.push(...(await group.measure(options, say)));
    } catch (error) {
      if (interrupted()) return;
      // The others are measured all the same.
      console.error(error);
      lines.push({ what: group.title, ours: 'not measured', floor: '', ratio: '', bar: '' });
      process.exitCode = 1;
    }
  }
  console.log(`${table(lines)}\n\nMedians of ${options.rounds} interleaved rounds on ${machine()}.`);
}

/** The first signal leaves nothing behind; the second is somebody in a hurry. */
function clearUpOnSignals(): void {
  const onSignal = (_name: string, number: number) => {
    if (interrupted()) process.exit(128 + number);
    console.error('interrupted: ending what was begun');
    void clearUp().then(() => process.exit(128 + number));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

clearUpOnSignals();
await main();

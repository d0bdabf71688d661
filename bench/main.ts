import { machine } from './machine.ts';
import { readOptions, usage } from './options.ts';
import { acknowledgement } from './rows/acknowledgement.ts';
import { approval } from './rows/approval.ts';
import { calls } from './rows/calls.ts';
import { coldStart } from './rows/cold-start.ts';
import { memory } from './rows/memory.ts';
import { webhooks } from './rows/webhooks.ts';
import { type Line, table } from './table.ts';

const groups = [acknowledgement, webhooks, approval, memory, coldStart, calls];

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
      // The others are measured all the same.
      console.error(error);
      lines.push({ what: group.title, ours: 'not measured', floor: '', ratio: '', bar: '' });
      process.exitCode = 1;
    }
  }
  console.log(`${table(lines)}\n\nMedians of ${options.rounds} interleaved rounds on ${machine()}.`);
}

await main();

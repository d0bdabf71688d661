import { Fault } from '../model/fault.ts';
import { run } from './run.ts';
import { terminal } from './terminal.ts';
import { verbs } from './verbs.ts';

try {
  process.exitCode = await run(verbs, process.argv.slice(2), terminal(process.stdout, process.stderr));
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

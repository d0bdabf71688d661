import { Fault } from '../model/fault.ts';
import { run } from './run.ts';
import { verbs } from './verbs.ts';

try {
  process.exitCode = await run(verbs, process.argv.slice(2), {
    out: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  });
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

import { run } from './run.ts';
import { verbs } from './verbs.ts';

process.exitCode = await run(verbs, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});

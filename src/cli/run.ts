import { nearest } from '../model/nearest.ts';
import type { Output, Verb } from './verb.ts';

const calls = 'npm run quarterdeck --';

/** Finds the verb and runs it. Answers the exit code; what a verb throws is a fault and is for the caller. */
export async function run(verbs: readonly Verb[], words: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    for (const line of help(verbs)) output.out(line);
    return name === undefined ? 2 : 0;
  }
  const verb = verbs.find((known) => known.name === name);
  if (verb && (rest.includes('--help') || rest.includes('-h'))) {
    output.out(`Usage: ${calls} ${`${verb.name} ${verb.hint}`.trim()}`);
    output.out(verb.summary);
    return 0;
  }
  if (verb) return verb.run(rest, output);
  const names = ['help', ...verbs.map((known) => known.name)];
  const meant = nearest(name, names);
  output.complain(`There is no "${name}". ${meant ? `Did you mean ${meant}? ` : ''}Known: ${names.join(', ')}.`);
  return 2;
}

function help(verbs: readonly Verb[]): string[] {
  const heads = verbs.map((verb) => `${verb.name} ${verb.hint}`.trim());
  const width = Math.max(...heads.map((head) => head.length));
  return [
    `Usage: ${calls} <verb>`,
    '',
    ...verbs.map((verb, index) => `  ${(heads[index] ?? '').padEnd(width)}  ${verb.summary}`),
    `  ${'help'.padEnd(width)}  This list`,
  ];
}

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ChangedExample {
  /** Folder of examples, for the sandbox. */
  folder: string;
  /** A file of the example. */
  file(name: string): string;
  /** Changes a file by its text; throws when that leaves it as it was. */
  change(name: string, by: (text: string) => string): Promise<void>;
  remove(): Promise<void>;
}

/** A copy of one of the examples, to be changed before the sandbox reads it. */
export async function copyExample(example = 'trading-engine'): Promise<ChangedExample> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-examples-'));
  const file = (name: string) => path.join(folder, example, name);
  await cp(path.resolve('examples', example), file('.'), { recursive: true });
  return {
    folder,
    file,
    async change(name, by) {
      const text = await readFile(file(name), 'utf8');
      const changed = by(text);
      if (changed === text) throw new Error(`${name} of ${example} no longer has what is to be changed`);
      await writeFile(file(name), changed);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Each of these lines becomes another; throws unless it stands there exactly once. */
export function replacing(rules: readonly (readonly [was: string, is: string])[]): (text: string) => string {
  return (text) =>
    rules.reduce((now, [was, is]) => {
      if (now.split(was).length !== 2) throw new Error(`"${was}" does not stand in the example once`);
      return now.replace(was, () => is);
    }, text);
}

/** Settings whose deployments are out when their run has succeeded: nothing is rolled out, watched or judged afterwards. For worlds that try something else, which would pay for it. */
export function outWithItsRun(settings: string): string {
  return settings
    .replace(/ {8}(?:delivery|watch|rollback|around):.*\n(?: {9,}.*\n)*/g, '')
    .replace(/ {4}metrics:\n(?: {5,}.*\n)+/, '');
}

/** One change after the other. */
export function inTurn(...changes: ((text: string) => string)[]): (text: string) => string {
  return (text) => changes.reduce((now, by) => by(now), text);
}

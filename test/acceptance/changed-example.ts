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

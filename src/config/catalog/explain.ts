import type { z } from 'zod';
import { nearest } from '../../model/nearest.ts';
import { misplaced } from './misplaced.ts';
import type { CatalogProblem } from './problem.ts';
import { describe } from './problem.ts';
import type { ParsedYaml } from './yaml.ts';

type Issue = z.core.$ZodIssue;

/** Turns zod's issues into problems with a place in the file. `knownKeys` says which keys the mapping at a path may have. */
export function explain(
  issues: readonly Issue[],
  parsed: ParsedYaml,
  file: string,
  knownKeys: (path: readonly PropertyKey[]) => string[],
): CatalogProblem[] {
  return issues.flatMap((issue): CatalogProblem[] => {
    const problem = (path: readonly PropertyKey[], what: 'key' | 'value', found: string, expected: string) => ({
      file,
      ...parsed.locate(path, what),
      path: path.map(String).join('.'),
      found,
      expected,
    });
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(issue.path);
      return issue.keys.map((key) => {
        const elsewhere = misplaced(issue.path, key);
        return elsewhere
          ? problem([...issue.path, key], 'key', elsewhere.found, elsewhere.expected)
          : problem([...issue.path, key], 'key', 'an unknown key', sayUnknown(key, known));
      });
    }
    if (issue.code === 'invalid_key') {
      const key = issue.path.at(-1);
      return [
        problem(issue.path, 'key', `the key ${describe(String(key))}`, issue.issues[0]?.message ?? 'another key'),
      ];
    }
    const value = valueAt(parsed.data, issue.path);
    const found = describe(value);
    return [problem(issue.path, 'value', found, expectation(issue, value))];
  });
}

function sayUnknown(key: string, known: readonly string[]): string {
  if (key === '<<') return 'settings written out, or an alias of a whole value (merge keys are not supported)';
  const meant = nearest(key.replaceAll('-', '_'), known);
  const all = known.length > 0 ? `one of ${known.join(', ')}` : 'no more keys';
  return meant ? `${meant}? (${all})` : all;
}

function expectation(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_value') return issue.message;
  if (!issue.message.startsWith('Invalid')) return issue.message;
  const options = issue.values.map(String);
  const meant = typeof value === 'string' ? nearest(value, options) : null;
  return `one of ${options.join(', ')}${meant ? ` (did you mean ${meant}?)` : ''}`;
}

/** The value at a path of plain data; undefined when there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Reflect.get(value, segment);
  }
  return value;
}

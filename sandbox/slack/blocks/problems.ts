import type { z } from 'zod';
import { isRecord } from './block-object.ts';

/** What is wrong with blocks, each in Slack's words and with a JSON pointer: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`. */
export type Problem = string;

export function problem(text: string, path: readonly PropertyKey[]): Problem {
  return `${text} [json-pointer:/${path.map(String).join('/')}]`;
}

/** Translates what zod found into what Slack says. `base` is the pointer of `root`, the value that was checked. */
export function toProblems(
  issues: readonly z.core.$ZodIssue[],
  root: unknown,
  base: readonly PropertyKey[],
): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => problem(`invalid additional property: ${key}`, path));
      case 'too_big':
        return issue.origin === 'array'
          ? problem(`no more than ${issue.maximum} items allowed`, path)
          : issue.origin === 'string'
            ? problem(`must be less than ${Number(issue.maximum) + 1} characters`, path)
            : problem(`must be at most ${issue.maximum}`, path);
      case 'too_small':
        return issue.origin === 'array'
          ? problem(`no fewer than ${issue.minimum} items allowed`, path)
          : issue.origin === 'string'
            ? problem(`must be more than ${Number(issue.minimum) - 1} characters`, path)
            : problem(`must be at least ${issue.minimum}`, path);
      case 'invalid_union':
        return problem(`unsupported type: ${String(valueAt(root, issue.path))}`, path);
      default:
        return valueAt(root, issue.path) === undefined && issue.code !== 'custom'
          ? problem(`missing required field: ${String(issue.path.at(-1))}`, path.slice(0, -1))
          : problem(issue.code === 'invalid_type' ? `must provide a ${issue.expected}` : issue.message, path);
    }
  });
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value) && typeof key === 'number') return value[key];
    return isRecord(value) && typeof key === 'string' ? value[key] : undefined;
  }, root);
}

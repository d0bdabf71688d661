import type { Catalog } from '../src/model/catalog.ts';
import { environmentNames } from '../src/model/catalog.ts';
import type { Millis } from '../src/model/time.ts';
import { day, parseDuration } from '../src/model/time.ts';
import type { WordsProblem } from './deploy-words.ts';
import { isProblem, unknownEnvironment, unknownTarget } from './deploy-words.ts';

/** What is locked: one service of an environment, or, where `service` is null, the whole of it. Never a group. */
export interface LockScope {
  environment: string;
  service: string | null;
}

export interface LockWords extends LockScope {
  /** Null: until somebody unlocks. */
  length: Millis | null;
  /** Empty when none was given. */
  reason: string;
}

const longest = 30 * day;

/** Reads `<environment> [service] [for 2h] <reason>`. */
export function readLockWords(text: string, catalog: Catalog): LockWords | WordsProblem {
  const read = readScope(text, catalog);
  if (isProblem(read)) return read;
  const { scope, rest } = read;
  // A reason may well begin with this word.
  if (scope.service === null && rest[0] !== 'default' && isGroup(rest[0], catalog)) return noGroup(rest[0], catalog);
  let length: Millis | null = null;
  if (rest[0] === 'for') {
    const typed = rest[1] ?? '';
    length = parseDuration(typed);
    if (length === null) {
      return { wrong: `"${typed.slice(0, 40)}" is not a length of time.`, right: 'Write it as 45m, 2h, 1h30m or 3d.' };
    }
    if (length > longest)
      return {
        wrong: 'A lock may last at most 30 days.',
        right: 'Leave out the time for a lock that lasts until /unlock.',
      };
    rest.splice(0, 2);
  }
  return { ...scope, length, reason: rest.join(' ').replace(/^--\s*/, '') };
}

/** Reads `<environment> [service]`, and nothing else: a mistyped service must not release the whole environment. */
export function readUnlockWords(text: string, catalog: Catalog): LockScope | WordsProblem {
  const read = readScope(text, catalog);
  if (isProblem(read)) return read;
  const { scope, rest } = read;
  const [word] = rest;
  if (word === undefined) return scope;
  if (scope.service === null) return isGroup(word, catalog) ? noGroup(word, catalog) : unknownTarget(word, catalog);
  return {
    wrong: `"${word.slice(0, 40)}" is one word too many.`,
    right: 'Give an environment, and the service where only that is locked.',
  };
}

function readScope(text: string, catalog: Catalog): { scope: LockScope; rest: string[] } | WordsProblem {
  const [environment, ...rest] = text.split(/\s+/).filter((word) => word !== '');
  const environments = environmentNames(catalog);
  if (environment === undefined) {
    return { wrong: 'The environment is missing.', right: `Known: ${environments.join(', ')}.` };
  }
  if (!environments.includes(environment)) return unknownEnvironment(environment, environments);
  const [, named] = /^service=(.*)$/.exec(rest[0] ?? '') ?? [];
  const service = named ?? rest[0];
  const known = service !== undefined && servicesOf(catalog).includes(service);
  if (named !== undefined && !known) return unknownTarget(named, catalog);
  return known
    ? { scope: { environment, service }, rest: rest.slice(1) }
    : { scope: { environment, service: null }, rest };
}

function servicesOf(catalog: Catalog): string[] {
  return catalog.pipelines.flatMap((pipeline) => pipeline.services);
}

function isGroup(word: string | undefined, catalog: Catalog): word is string {
  return word !== undefined && catalog.pipelines.some(({ groups }) => Object.hasOwn(groups, word));
}

function noGroup(word: string, catalog: Catalog): WordsProblem {
  return {
    wrong: `${word} is a group.`,
    right: `A lock is on one service (${servicesOf(catalog).join(', ')}) or the whole environment.`,
  };
}

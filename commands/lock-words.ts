import type { Catalog } from '../src/model/catalog.ts';
import { environmentNames } from '../src/model/catalog.ts';
import type { LockScope } from '../src/model/lock.ts';
import { everywhere, stopsTheLine, typedScope } from '../src/model/lock.ts';
import { nearest } from '../src/model/nearest.ts';
import type { Millis } from '../src/model/time.ts';
import { day, parseDuration } from '../src/model/time.ts';
import type { WordsProblem } from './deploy-words.ts';
import { isProblem, unknownEnvironment, unknownTarget } from './deploy-words.ts';
import { personIn } from './mentioned.ts';

export interface LockWords extends LockScope {
  /** Null: until somebody unlocks. */
  length: Millis | null;
  /** Empty when none was given. */
  reason: string;
}

const longest = 30 * day;
/** Letters of a word that may be taken for a mistyped service. */
const leastLikeness = 5;

/** Reads `<environment | all> [service] [for 2h] <reason>`. */
export function readLockWords(text: string, catalog: Catalog): LockWords | WordsProblem {
  const read = readScope(text, catalog);
  if (isProblem(read)) return read;
  const { scope, rest } = read;
  // A reason may well begin with this word.
  const grouped = scope.service === null && !stopsTheLine(scope) && rest[0] !== 'default';
  if (grouped && isGroup(rest[0], catalog)) return noGroup(rest[0], catalog);
  const strange = grouped ? mistypedService(rest, catalog) : null;
  if (strange) return strange;
  let length: Millis | null = null;
  if (rest[0] === 'for') {
    const time = readLength(rest[1] ?? '');
    if (typeof time !== 'number') return time;
    length = time;
    rest.splice(0, 2);
  }
  return { ...scope, length, reason: rest.join(' ').replace(/^--\s*/, '') };
}

/** Reads `<environment | all> [service]`, and nothing else: a mistyped service must not release the whole environment. */
export function readUnlockWords(text: string, catalog: Catalog): LockScope | WordsProblem {
  const read = readScope(text, catalog);
  if (isProblem(read)) return read;
  return nothingMore(read.scope, read.rest, catalog) ?? read.scope;
}

/** Reads `<environment | all> [service] for 2h`. */
export function readExtendWords(text: string, catalog: Catalog): (LockScope & { length: Millis }) | WordsProblem {
  const read = readScope(text, catalog);
  if (isProblem(read)) return read;
  const { scope, rest } = read;
  const at = rest.indexOf('for');
  const strange = nothingMore(scope, at < 0 ? rest : rest.slice(0, at), catalog);
  if (strange) return strange;
  const [typed, more] = at < 0 ? [] : rest.slice(at + 1);
  if (typed === undefined) {
    return {
      wrong: 'It is not said how much longer.',
      right: `Write /lock extend ${typedScope(scope)} for 2h.`,
    };
  }
  if (more !== undefined) return tooMany(more);
  const length = readLength(typed);
  return typeof length === 'number' ? { ...scope, length } : length;
}

/** Reads `<environment | all> [service] to @person`. `mentioned` are the people whom Slack knows by what was typed. */
export function readGiveWords(
  text: string,
  catalog: Catalog,
  mentioned: readonly string[],
): (LockScope & { to: string }) | WordsProblem {
  const read = readScope(text, catalog);
  if (isProblem(read)) return read;
  const { scope, rest } = read;
  const at = rest.findIndex((word) => word === 'to' || word.startsWith('@'));
  const strange = nothingMore(scope, at < 0 ? rest : rest.slice(0, at), catalog);
  if (strange) return strange;
  const name = at < 0 ? '' : rest.slice(rest[at] === 'to' ? at + 1 : at).join(' ');
  const to = personIn(name, { mentioned });
  if (to !== null) return { ...scope, to };
  if (mentioned.length > 1) return { wrong: 'Several people are named.', right: 'A lock has one owner: name one.' };
  return {
    wrong: name === '' ? 'It is not said to whom.' : `"${name.slice(0, 40)}" is nobody whom Slack knows.`,
    right: `Write /lock give ${typedScope(scope)} to @, and choose the person from the list that Slack shows.`,
  };
}

function readScope(text: string, catalog: Catalog): { scope: LockScope; rest: string[] } | WordsProblem {
  const [environment, ...rest] = text.split(/\s+/).filter((word) => word !== '');
  const environments = environmentNames(catalog);
  if (environment === undefined) {
    return { wrong: 'The environment is missing.', right: `Known: ${environments.join(', ')}; all means everything.` };
  }
  if (environment === 'all') return { scope: { environment: everywhere, service: null }, rest };
  if (!environments.includes(environment)) return unknownEnvironment(environment, environments);
  const [, named] = /^service=(.*)$/.exec(rest[0] ?? '') ?? [];
  const service = named ?? rest[0];
  const known = service !== undefined && servicesOf(catalog).includes(service);
  if (named !== undefined && !known) return unknownTarget(named, catalog);
  return known
    ? { scope: { environment, service }, rest: rest.slice(1) }
    : { scope: { environment, service: null }, rest };
}

function readLength(typed: string): Millis | WordsProblem {
  const length = parseDuration(typed);
  if (length === null) {
    const wrong = typed === '' ? 'It is not said for how long.' : `"${typed.slice(0, 40)}" is not a length of time.`;
    return { wrong, right: 'Write it as 45m, 2h, 1h30m or 3d.' };
  }
  if (length <= longest) return length;
  return {
    wrong: 'A lock may last at most 30 days.',
    right: 'Leave out the time for a lock that lasts until /unlock.',
  };
}

function nothingMore(scope: LockScope, [word]: readonly string[], catalog: Catalog): WordsProblem | null {
  if (word === undefined) return null;
  if (scope.service !== null || stopsTheLine(scope)) return tooMany(word);
  return isGroup(word, catalog) ? noGroup(word, catalog) : unknownTarget(word, catalog);
}

/** A mistyped service must not lock the whole environment: what stands before `for 2h` is one, and what looks much like one is. */
function mistypedService([word = '', ...rest]: readonly string[], catalog: Catalog): WordsProblem | null {
  if (word === 'for' || word === '--') return null;
  const unknown = unknownTarget(word, catalog);
  if (rest[0] === 'for' && parseDuration(rest[1] ?? '') !== null) return unknown;
  const meant = nearest(word, servicesOf(catalog));
  // Short words and beginnings are too often plain English.
  if (meant === null || word.length < leastLikeness || meant.startsWith(word)) return null;
  return { ...unknown, right: `${unknown.right} A reason that begins so goes after " -- ".` };
}

function tooMany(word: string): WordsProblem {
  return {
    wrong: `"${word.slice(0, 40)}" is one word too many.`,
    right: 'Give an environment, and the service where only that is locked.',
  };
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

import { nearest } from '../../model/nearest.ts';
import { parseDuration } from '../../model/time.ts';
import { describe } from './problem.ts';

/** Tells a problem: where, what was found, what was expected. */
export type Tell = (path: readonly PropertyKey[], found: string, expected: string, what?: 'key' | 'value') => void;

/** "did you mean" for a name that refers to another key. */
export function sayNames(what: string, word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  const all = known.length > 0 ? `${what}: ${known.join(', ')}` : `${what}, and there is none`;
  return meant ? `${meant}? (${all})` : all;
}

export function checkDuration(text: string | undefined, path: readonly PropertyKey[], tell: Tell): void {
  if (text !== undefined && parseDuration(text) === null) tell(path, describe(text), 'a length of time above zero');
}

export function checkRoleNames(
  names: readonly string[],
  path: readonly PropertyKey[],
  roles: readonly string[],
  tell: Tell,
): void {
  names.forEach((name, index) => {
    if (!roles.includes(name)) tell([...path, index], describe(name), sayNames('a role under roles', name, roles));
  });
}

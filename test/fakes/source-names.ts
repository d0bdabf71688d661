import { createHash } from 'node:crypto';
import picomatch from 'picomatch';
import semver from 'semver';
import { tagGlob } from '../../src/model/tag-pattern.ts';

/** 40 hexadecimal characters, the same for the same seed. */
export function shaOf(seed: string): string {
  return createHash('sha1').update(seed).digest('hex');
}

/** The forms that tests try; the real rules are git's. */
export function malformed(name: string): boolean {
  return name === '' || /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^-|^\.|\/\.|\.lock$|\/$|\.$|^\/|^@$/u.test(name);
}

export function globMatches(pattern: string, name: string): boolean {
  return picomatch.isMatch(name, tagGlob(pattern));
}

export function newest(names: string[]): string | null {
  const versions = names.filter((name) => semver.coerce(name) !== null);
  const version = (name: string) => semver.parse(name) ?? semver.coerce(name) ?? '0.0.0';
  return versions.sort((a, b) => semver.rcompare(version(a), version(b)))[0] ?? null;
}

/** At most three names that share their beginning or contain each other. */
export function near(name: string, names: string[]): string[] {
  const start = name.slice(0, 3).toLowerCase();
  return names
    .filter((each) => each.includes(name) || name.includes(each) || each.toLowerCase().startsWith(start))
    .slice(0, 3);
}

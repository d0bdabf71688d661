/** A typed ref whose form is sound: a name to look up, of one kind when it was written out (`refs/tags/v1`). */
export interface RefForm {
  name: string;
  only: 'branch' | 'tag' | null;
  /** True when it may be a SHA: 7 to 40 hexadecimal characters. */
  sha: boolean;
}

const written: [string, 'branch' | 'tag'][] = [
  ['refs/heads/', 'branch'],
  ['refs/tags/', 'tag'],
];

/** Judges a ref by the rules of git-check-ref-format, before anything is looked up; null when no ref can look so. */
export function readRef(typed: string): RefForm | null {
  for (const [prefix, only] of written) {
    if (typed.startsWith(prefix)) {
      const name = typed.slice(prefix.length);
      return soundName(name) ? { name, only, sha: false } : null;
    }
  }
  if (!soundName(typed)) return null;
  return { name: typed, only: null, sha: /^[0-9a-f]{7,40}$/i.test(typed) };
}

function soundName(name: string): boolean {
  if (name === '' || name === '@' || name.startsWith('-') || Buffer.byteLength(name) > 244) return false;
  // Git's own list: control characters, what its revision syntax uses, and what would confuse a path.
  if (/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\.$/u.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

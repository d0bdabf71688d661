import { shortSha } from '../model/commit.ts';

/** What tells one version from the other; the registry is the same. */
export function tagOf(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : name;
  return /^[0-9a-f]{40}$/.test(tag) ? shortSha(tag) : tag;
}

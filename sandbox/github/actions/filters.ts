import type { RefFilters } from './workflow-file.ts';

/** Whether a push of `ref` passes the filters of `on.push`. Filters for branches alone leave tags out, and the reverse. */
export function passes(filters: RefFilters | null, ref: string): boolean {
  const rules = filters ?? {};
  const forBranches = rules.branches !== undefined || rules['branches-ignore'] !== undefined;
  const forTags = rules.tags !== undefined || rules['tags-ignore'] !== undefined;
  if (!forBranches && !forTags) return true;
  if (ref.startsWith('refs/heads/'))
    return forBranches && selects(rules.branches, rules['branches-ignore'], ref.slice('refs/heads/'.length));
  return forTags && selects(rules.tags, rules['tags-ignore'], ref.slice('refs/tags/'.length));
}

/** Whether a push of these files passes. Tags have no files: pass null, and nothing is asked of them. */
export function passesPaths(filters: RefFilters | null, files: string[] | null): boolean {
  const { paths, 'paths-ignore': ignored } = filters ?? {};
  if (files === null) return true;
  if (paths !== undefined) return files.some((file) => matches(paths, file));
  return ignored === undefined || files.some((file) => !matches(ignored, file));
}

function selects(only: string[] | undefined, ignore: string[] | undefined, name: string): boolean {
  if (only !== undefined) return matches(only, name);
  return ignore === undefined || !matches(ignore, name);
}

/** Patterns in their order, each able to overrule the ones before; `!` takes names out again. */
export function matches(patterns: string[], name: string): boolean {
  let selected = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) selected &&= !toRegExp(pattern.slice(1)).test(name);
    else selected ||= toRegExp(pattern).test(name);
  }
  return selected;
}

/** GitHub's filter pattern: `*` stops at a slash, `**` does not, `?` and `+` repeat what precedes, `[]` is a class. */
export function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?|\*|\\.|\[[^\]]*\]|[.(){}^$|]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    return token.startsWith('[') || token.startsWith('\\') ? token : `\\${token}`;
  });
  return new RegExp(`^${source}$`);
}

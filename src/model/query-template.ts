/** A name in a query: `{{service}}`. */
export const queryName = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g;
/** Parts of PromQL that are read as one: a comment, a quoted text with what compares it, or anything else. */
export const queryPart =
  /(?<comment>#[^\n]*)|(?<operator>=~|!~|!=|==|=)?(?<space>\s*)(?<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)|[^#"'`=!]+|[\s\S]/g;

/** Of whom is asked. Every name is filled in, so that a query may choose: by the ref, as in `v1.4.0`, or by the commit. */
export interface QueryAbout {
  service: string;
  /** The ref. */
  version: string;
  /** The commit, as images are tagged. */
  sha: string;
  track: 'canary' | 'stable';
  environment: string;
}

const ownNames = ['service', 'version', 'sha', 'track', 'environment'] as const satisfies (keyof QueryAbout)[];
export const queryNames = [...ownNames, 'suffix'] as const;

/**
 * What stands for each name. `suffix` is what Quarterdeck puts behind the names of a canary: its Deployment's, its Service's and, where
 * the stable Service would pick its pods otherwise, that of the label by which it picks.
 */
export function standsFor(about: QueryAbout): Record<(typeof queryNames)[number], string> {
  return { ...about, suffix: about.track === 'canary' ? '-canary' : '' };
}

/** What a query has between double braces, right names and wrong, and whether each is within quotes. Comments are not read. */
export function namesIn(query: string): { name: string; quoted: boolean }[] {
  const parts = [...query.matchAll(queryPart)].filter((part) => part.groups?.comment === undefined);
  const read = (text: string, quoted: boolean) =>
    [...text.matchAll(/\{\{\s*([^{}]*?)\s*(?:\}\}|$)/g)].map(([, name = '']) => ({ name, quoted }));
  const bare = parts.map((part) => (part.groups?.quoted === undefined ? part[0] : '""')).join('');
  return [...parts.flatMap((part) => read(part.groups?.quoted?.slice(1, -1) ?? '', true)), ...read(bare, false)];
}

/** A name in a query: `{{service}}`. */
export const queryName = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g;
/** Parts of PromQL that are read as one: a comment, a quoted text with what compares it, or anything else. */
export const queryPart =
  /(?<comment>#[^\n]*)|(?<operator>=~|!~|!=|==|=)?(?<space>\s*)(?<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)|[^#"'`=!]+|[\s\S]/g;

/** What can stand for a name: of whom is asked. `track` is `stable` or `canary`. */
export const queryNames = ['service', 'version', 'track', 'environment'] as const;

/** What a query has between double braces, right names and wrong, and whether each is within quotes. Comments are not read. */
export function namesIn(query: string): { name: string; quoted: boolean }[] {
  const parts = [...query.matchAll(queryPart)].filter((part) => part.groups?.comment === undefined);
  const read = (text: string, quoted: boolean) =>
    [...text.matchAll(/\{\{\s*([^{}]*?)\s*(?:\}\}|$)/g)].map(([, name = '']) => ({ name, quoted }));
  const bare = parts.map((part) => (part.groups?.quoted === undefined ? part[0] : '""')).join('');
  return [...parts.flatMap((part) => read(part.groups?.quoted?.slice(1, -1) ?? '', true)), ...read(bare, false)];
}

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { CatalogProblem } from './problem.ts';

export interface Place {
  line: number;
  column: number;
}

export interface ParsedYaml {
  data: unknown;
  /** Where the value at `path` stands, or its key, or the nearest thing above that is there. */
  locate(path: readonly PropertyKey[], what: 'key' | 'value'): Place;
}

/** How often anchors may be expanded: enough for a large catalog, too little for a bomb. */
const mostAliases = 200;

const sentences: Record<string, { found: string; expected: string }> = {
  DUPLICATE_KEY: { found: 'a key that stands here already', expected: 'each key once' },
  TAB_AS_INDENT: { found: 'a tab as indentation', expected: 'spaces' },
  MULTIPLE_DOCS: { found: 'a second document (---)', expected: 'one document in the file' },
};

/** Reads the YAML and remembers where everything stood. All syntax errors are told at once. */
export function parseYaml(
  text: string,
  file: string,
): { ok: true; parsed: ParsedYaml } | { ok: false; problems: CatalogProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    stringKeys: true,
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = [...document.errors, ...document.warnings].map((error): CatalogProblem => {
    const said = sentences[error.code] ?? { found: `no valid YAML (${error.message})`, expected: 'valid YAML' };
    return { file, ...at(error.pos[0]), path: '', ...said };
  });
  if (problems.length > 0) return { ok: false, problems };

  const root: Node | null = document.contents;
  const whole = (found: string, expected: string) => ({
    ok: false as const,
    problems: [{ file, line: 1, column: 1, path: '', found, expected }],
  });
  if (root === null || (isScalar(root) && root.value === null))
    return whole('an empty file', 'a catalog; docs/catalog.md shows one');
  if (!isMap(root)) return whole(isSeq(root) ? 'a list' : 'a single value', 'a mapping that begins with version: 1');
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    return whole(
      `an alias that cannot be expanded (${error instanceof Error ? error.message : 'unknown'})`,
      `aliases (*name) of anchors (&name) that stand before them, expanded at most ${mostAliases} times`,
    );
  }
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  return { ok: true, parsed: { data, locate: (path, what) => locate(root, resolve, at, path, what) } };
}

function locate(
  root: Node,
  resolve: (node: unknown) => unknown,
  at: (offset: number) => Place,
  path: readonly PropertyKey[],
  what: 'key' | 'value',
): Place {
  let node: unknown = root;
  let offset = root.range?.[0] ?? 0;
  for (const [index, segment] of path.entries()) {
    const inside = resolve(node);
    if (isMap(inside)) {
      const pair = inside.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
      if (!pair) break;
      const keyOffset = offsetOf(pair.key) ?? offset;
      const valueOffset = isScalar(pair.value) && pair.value.value === null ? undefined : offsetOf(pair.value);
      const last = index === path.length - 1;
      // A mapping or list is best pointed at by its key; a single value by itself.
      const single = isScalar(resolve(pair.value)) || isAlias(pair.value);
      offset = last && what === 'value' && single ? (valueOffset ?? keyOffset) : keyOffset;
      node = pair.value;
    } else if (isSeq(inside)) {
      const item = inside.items[Number(segment)];
      offset = offsetOf(item) ?? offset;
      node = item;
    } else break;
  }
  return at(offset);
}

function offsetOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;
}

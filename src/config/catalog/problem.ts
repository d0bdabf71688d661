/** One thing that is wrong in quarterdeck.yml. `line` and `column` count from 1; `path` is `a.b.0.c`, empty for the whole file. */
export interface CatalogProblem {
  file: string;
  line: number;
  column: number;
  path: string;
  found: string;
  expected: string;
}

/** One line, beginning as compilers begin theirs so that editors can jump there. */
export function sayProblem(problem: CatalogProblem): string {
  const { file, line, column, path, found, expected } = problem;
  return `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}found ${found}; expected ${expected}`;
}

/** In the order of the file. */
export function inOrder(problems: readonly CatalogProblem[]): CatalogProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A value of the file as a sentence can carry it. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return value === '' ? 'an empty text' : JSON.stringify(cut(value));
  return `${typeof value === 'number' ? 'the number' : 'the value'} ${String(value)}`;
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

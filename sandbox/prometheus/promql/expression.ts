/** A query, read. Lengths of time in ms. */
export type Expression =
  | { kind: 'number'; value: number }
  /** Only as what a function is given. */
  | { kind: 'text'; value: string }
  | Selector
  | { kind: 'aggregate'; op: string; by: string[]; without: boolean; of: Expression }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'negate'; of: Expression }
  | Binary;

export interface Selector {
  kind: 'selector';
  matchers: Matcher[];
  /** Null for an instant vector. */
  range: number | null;
  offset: number;
}

export interface Binary {
  kind: 'binary';
  op: string;
  bool: boolean;
  /** Labels that pair up two vectors: only these, or all but these. */
  matching: { on: boolean; labels: string[] };
  left: Expression;
  right: Expression;
}

export interface Matcher {
  label: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

export type Type = 'scalar' | 'string' | 'instant vector' | 'range vector';

export const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];
export const arithmetic: readonly string[] = ['+', '-', '*', '/', '%', '^'];
export const aggregations: readonly string[] = ['sum', 'avg', 'min', 'max', 'count'];

/** What a query's part gives. */
export function typeOf(expression: Expression): Type {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'text':
      return 'string';
    case 'selector':
      return expression.range === null ? 'instant vector' : 'range vector';
    case 'negate':
      return typeOf(expression.of);
    case 'binary':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar'
        ? 'scalar'
        : 'instant vector';
    default:
      return 'instant vector';
  }
}

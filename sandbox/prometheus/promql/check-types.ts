import { signatures } from './calls.ts';
import { comparisons, type Expression, typeOf } from './expression.ts';

/** Prometheus' sentence for the first part that gives another kind of value than is wanted there; null when all fit. */
export function checkTypes(expression: Expression): string | null {
  switch (expression.kind) {
    case 'aggregate':
      if (typeOf(expression.of) !== 'instant vector')
        return `expected type instant vector in aggregation expression, got ${typeOf(expression.of)}`;
      return checkTypes(expression.of);
    case 'negate':
      if (typeOf(expression.of) === 'range vector')
        return 'unary expression only allowed on expressions of type scalar or instant vector, got "range vector"';
      return checkTypes(expression.of);
    case 'call':
      return checkCall(expression.name, expression.args);
    case 'binary': {
      const { op, left, right, bool } = expression;
      const types = [typeOf(left), typeOf(right)];
      if (types.includes('range vector')) return 'binary expression must contain only scalar and instant vector types';
      if (op === 'or' && types.includes('scalar')) return 'set operator "or" not allowed in binary scalar expression';
      if (comparisons.includes(op) && !bool && typeOf(expression) === 'scalar')
        return 'comparisons between scalars must use BOOL modifier';
      return checkTypes(left) ?? checkTypes(right);
    }
    default:
      return null;
  }
}

function checkCall(name: string, args: readonly Expression[]): string | null {
  // What is not simulated is refused by its name when it is worked out.
  const wanted = signatures[name];
  if (!wanted) return null;
  if (args.length !== wanted.length)
    return `expected ${wanted.length} argument(s) in call to "${name}", got ${args.length}`;
  for (const [index, arg] of args.entries()) {
    const type = typeOf(arg);
    if (type !== wanted[index]) return `expected type ${wanted[index]} in call to function "${name}", got ${type}`;
    const inner = checkTypes(arg);
    if (inner !== null) return inner;
  }
  return null;
}

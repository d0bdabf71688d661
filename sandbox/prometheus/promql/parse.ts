import { parser } from '@prometheus-io/lezer-promql';
import { checkTypes } from './check-types.ts';
import {
  aggregations,
  arithmetic,
  type Binary,
  comparisons,
  type Expression,
  type Matcher,
  type Selector,
} from './expression.ts';
import { readDuration, readNumber, readText } from './literals.ts';
import { readPattern } from './match.ts';
import { notSimulated, Unreadable } from './trouble.ts';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** Reads a query. Throws `Unreadable` with Prometheus' kind of sentence, or `Unworkable` for what is not simulated. */
export function parse(query: string): Expression {
  const textOf = (node: Node) => query.slice(node.from, node.to);
  const wrong = (place: number, why: string) => {
    const before = query.slice(0, place).split('\n');
    return new Unreadable(`${before.length}:${(before.at(-1)?.length ?? 0) + 1}: parse error: ${why}`);
  };

  function read(node: Node): Expression {
    switch (node.name) {
      case 'ParenExpr':
        return read(only(node));
      case 'NumberDurationLiteral':
        return { kind: 'number', value: readNumber(textOf(node)) };
      case 'StringLiteral':
        if (node.parent?.name !== 'FunctionCallBody') throw notSimulated(`a text by itself (${textOf(node)})`);
        return { kind: 'text', value: readText(textOf(node)) };
      case 'VectorSelector':
        return readSelector(node);
      case 'MatrixSelector':
        return readRange(node);
      case 'OffsetExpr':
        return readOffset(node);
      case 'UnaryExpr': {
        const of = read(last(node));
        return textOf(node).startsWith('-') ? { kind: 'negate', of } : of;
      }
      case 'AggregateExpr':
        return readAggregate(node);
      case 'FunctionCall': {
        const [identifier, body] = children(node);
        if (!identifier || !body) throw wrong(node.from, 'unexpected end of input');
        return { kind: 'call', name: textOf(identifier), args: children(body).map(read) };
      }
      case 'BinaryExpr':
        return readBinary(node);
      default:
        throw notSimulated(`${said[node.name] ?? node.name} ("${textOf(node)}")`);
    }
  }

  function readSelector(node: Node): Selector {
    const matchers: Matcher[] = [];
    for (const part of children(node)) {
      if (part.name === 'Identifier') matchers.push({ label: '__name__', op: '=', value: textOf(part) });
      else for (const matcher of children(part)) matchers.push(readMatcher(matcher));
    }
    // A selector that fits everything would read the whole database.
    if (matchers.every((matcher) => fitsNothing(matcher)))
      throw wrong(node.from, 'vector selector must contain at least one non-empty matcher');
    return { kind: 'selector', matchers, range: null, offset: 0 };
  }

  function readMatcher(node: Node): Matcher {
    const [label, op, value] = children(node);
    if (!label || !op || !value) throw notSimulated(`a quoted name ("${textOf(node)}")`);
    const name = label.name === 'QuotedLabelName' ? readText(textOf(label)) : textOf(label);
    const matcher: Matcher = { label: name, op: textOf(op) as Matcher['op'], value: readText(textOf(value)) };
    if (matcher.op.endsWith('~') && readPattern(matcher.value) === null)
      throw wrong(value.from, `error parsing regexp: ${matcher.value}`);
    return matcher;
  }

  function readRange(node: Node): Expression {
    const [of, length] = children(node);
    const selector = of && read(of);
    if (!of || !length || selector?.kind !== 'selector' || selector.range !== null || of.name !== 'VectorSelector')
      throw wrong(node.from, 'ranges only allowed for vector selectors');
    return { ...selector, range: duration(length) };
  }

  function readOffset(node: Node): Expression {
    const of = read(only(node));
    const length = last(node);
    if (of.kind !== 'selector' || only(node).name === 'ParenExpr')
      throw wrong(
        node.from,
        'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      );
    if (of.offset !== 0) throw wrong(node.from, 'offset may not be set multiple times');
    const text = textOf(length).replace(/\s/g, '');
    const value = readDuration(text.replace(/^[+-]/, ''));
    if (value === null) throw notSimulated(`a length of time that is worked out ("${text}")`);
    return { ...of, offset: text.startsWith('-') ? -value : value };
  }

  function duration(node: Node): number {
    const value = readDuration(textOf(node));
    if (value === null) throw notSimulated(`a length of time that is worked out ("${textOf(node)}")`);
    if (value <= 0) throw wrong(node.from, 'duration must be greater than 0');
    return value;
  }

  function readAggregate(node: Node): Expression {
    const [op, ...rest] = children(node);
    const name = op ? textOf(op).toLowerCase() : '';
    if (!aggregations.includes(name)) throw notSimulated(`the aggregation ${name}`);
    const modifier = rest.find((part) => part.name === 'AggregateModifier');
    const [of, more] = children(rest.find((part) => part.name === 'FunctionCallBody') ?? node);
    if (!of || more) throw wrong(node.from, 'wrong number of arguments for aggregate expression provided, expected 1');
    const without = modifier !== undefined && /^without/i.test(textOf(modifier));
    return { kind: 'aggregate', op: name, by: modifier ? labelsOf(last(modifier)) : [], without, of: read(of) };
  }

  function readBinary(node: Node): Expression {
    const parts = children(node);
    const left = parts[0];
    const right = parts.at(-1);
    const sign = parts[1];
    if (!left || !right || !sign) throw wrong(node.from, 'unexpected end of input');
    const op = textOf(sign).toLowerCase();
    if (![...arithmetic, ...comparisons, 'or'].includes(op)) throw notSimulated(`the operator ${op}`);
    let matching = { on: false, labels: [] as string[] };
    let bool = false;
    for (const part of parts.slice(2, -1)) {
      if (part.name === 'BoolModifier') bool = true;
      else if (part.name === 'MatchingModifierClause') {
        const [kind, labels, group] = children(part);
        if (group) throw notSimulated(textOf(group).toLowerCase());
        matching = { on: kind?.name === 'On', labels: labels ? labelsOf(labels) : [] };
      } else throw notSimulated(`the modifier ${textOf(part)}`);
    }
    if (bool && !comparisons.includes(op))
      throw wrong(node.from, 'bool modifier can only be used on comparison operators');
    const whole = (from: Expression): Binary => ({
      kind: 'binary',
      op,
      bool,
      matching,
      left: from,
      right: read(right),
    });
    // The grammar takes a sign for a part of the number; a power binds stronger than a sign.
    const signed = op === '^' && left.name === 'NumberDurationLiteral' && textOf(left).startsWith('-');
    if (signed) return { kind: 'negate', of: whole({ kind: 'number', value: readNumber(textOf(left).slice(1)) }) };
    return whole(read(left));
  }

  function labelsOf(node: Node): string[] {
    return children(node).map((label) => (label.name === 'QuotedLabelName' ? readText(textOf(label)) : textOf(label)));
  }

  if (query.replaceAll(/#[^\n]*/g, '').trim() === '')
    throw new Unreadable('1:1: parse error: no expression found in input');
  const top = parser.parse(query).topNode;
  const broken = firstError(top);
  if (broken) {
    throw wrong(...whyBroken(query, broken.from));
  }
  const expression = read(only(top));
  const problem = checkTypes(expression);
  if (problem !== null) throw wrong(0, problem);
  return expression;
}

/** The place and the reason, in Prometheus' words where they are known. */
function whyBroken(query: string, place: number): [number, string] {
  const rest = query.slice(place).trim();
  const [, called] = /([A-Za-z_:][\w:]*)\s*$/.exec(query.slice(0, place)) ?? [];
  if (rest.startsWith('(') && called)
    return [query.lastIndexOf(called, place), `unknown function with name "${called}"`];
  if (rest !== '') return [place, `unexpected "${rest.split(/\s/)[0] ?? ''}"`];
  const open = query.split('(').length > query.split(')').length;
  return [place, open ? 'unclosed left parenthesis' : 'unexpected end of input'];
}

/** What parts of the grammar are called by those who write it. */
const said: Readonly<Record<string, string>> = {
  SubqueryExpr: 'a subquery',
  StepInvariantExpr: 'the modifier @',
  AnchoredExpr: 'the modifier anchored',
  SmoothedExpr: 'the modifier smoothed',
};

/** Whether the matcher lets series without the label through. */
function fitsNothing({ op, value }: Matcher): boolean {
  if (op === '=') return value === '';
  if (op === '!=') return value !== '';
  const fits = readPattern(value)?.test('') === true;
  return op === '=~' ? fits : !fits;
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'LineComment') found.push(child);
  return found;
}

function only(node: Node): Node {
  return children(node)[0] ?? node;
}

function last(node: Node): Node {
  return children(node).at(-1) ?? node;
}

function firstError(node: Node): Node | null {
  if (node.type.isError) return node;
  for (const child of children(node)) {
    const found = firstError(child);
    if (found) return found;
  }
  return null;
}

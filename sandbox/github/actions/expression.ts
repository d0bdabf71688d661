import { data, Evaluator, type Expr, Lexer, Parser } from '@actions/expressions';
import { z } from 'zod';

/** What an expression may read, as plain JSON: `github`, `inputs`, `needs`, `matrix`… */
export type Contexts = Record<string, unknown>;

/** What `success()`, `failure()` and `cancelled()` answer. */
export interface Status {
  success: boolean;
  failure: boolean;
  cancelled: boolean;
}

const names = ['github', 'inputs', 'needs', 'matrix', 'env', 'vars', 'secrets', 'steps', 'job', 'runner', 'strategy'];
const fine: Status = { success: true, failure: false, cancelled: false };

/** Evaluates one expression, without its `${{ }}`, with GitHub's own evaluator. @throws Error that quotes the expression. */
export function evaluate(source: string, contexts: Contexts, status: Status = fine): unknown {
  try {
    const expression = parsedOf(source.trim());
    // What the expression does not name it cannot read; names are read in any case.
    const words = source.toLowerCase();
    const all = Object.fromEntries(names.map((name) => [name, words.includes(name) ? (contexts[name] ?? {}) : {}]));
    const dictionary = z.instanceof(data.Dictionary).parse(JSON.parse(JSON.stringify(all), data.reviver));
    const result = new Evaluator(expression, dictionary, statusFunctions(status)).evaluate();
    return JSON.parse(JSON.stringify(result, data.replacer));
  } catch (cause) {
    throw new Error(`The expression "${source.trim()}" could not be evaluated`, { cause });
  }
}

/** By their text: a world asks the same few again and again, for each step of each run. */
const parsed = new Map<string, Expr>();
const mostParsed = 2_000;

function parsedOf(source: string): Expr {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const found = new Parser(new Lexer(source).lex().tokens, names, [...statusFunctions(fine).values()]).parse();
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(source, found);
  return found;
}

/** Whether the text's expressions can be read at all. @throws Error that quotes the first that cannot. */
export function checkExpressions(text: string, whole: 'template' | 'condition'): void {
  const found = [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].map((match) => match[1] ?? '');
  for (const source of whole === 'condition' && found.length === 0 ? [text] : found)
    try {
      parsedOf(source.trim());
    } catch (cause) {
      throw new Error(`The expression "${source.trim()}" could not be read`, { cause });
    }
}

/** Replaces each `${{ … }}` by its value. */
export function interpolate(template: string, contexts: Contexts): string {
  return template.replace(/\$\{\{(.*?)\}\}/gs, (_, source: string) => asText(evaluate(source, contexts)));
}

/** As `interpolate`, but a template that is one expression keeps its type: a list stays a list. */
export function value(template: unknown, contexts: Contexts): unknown {
  if (typeof template !== 'string') return template;
  const whole = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(template);
  return whole?.[1] === undefined ? interpolate(template, contexts) : evaluate(whole[1], contexts);
}

/** An `if:`. Unless it asks for the status itself, it holds only while everything before it succeeded. */
export function condition(source: string | boolean | undefined, contexts: Contexts, status: Status): boolean {
  if (source === undefined) return status.success;
  const text = typeof source === 'string' ? source.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1').trim() : String(source);
  const holds = isTruthy(evaluate(text === '' ? 'true' : text, contexts, status));
  return holds && (asksForStatus(text) || status.success);
}

export function asksForStatus(source: string): boolean {
  return /\b(always|success|failure|cancelled)\s*\(/.test(source);
}

function isTruthy(result: unknown): boolean {
  return result !== false && result !== null && result !== 0 && result !== '';
}

function asText(result: unknown): string {
  if (result === null || result === undefined) return '';
  return typeof result === 'object' ? JSON.stringify(result) : String(result);
}

function statusFunctions(status: Status) {
  const answers = { always: true, ...status };
  return new Map(
    Object.entries(answers).map(([name, answer]) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) },
    ]),
  );
}

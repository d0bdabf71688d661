import type { Matcher } from './expression.ts';
import { Unreadable } from './trouble.ts';
import type { Labels } from './values.ts';

/** Whether labels fit all of them; a label that is not there is an empty one, and a pattern has to fit the whole value. */
export function createMatch(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map(({ label, op, value }) => {
    const pattern = op.endsWith('~') ? readPattern(value) : null;
    const fits = (text: string) => (pattern ? pattern.test(text) : text === value);
    return (labels: Labels) => fits(labels[label] ?? '') !== op.startsWith('!');
  });
  return (labels) => tests.every((test) => test(labels));
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch (cause) {
    throw new Unreadable(`1:1: parse error: error parsing regexp: ${text}`, { cause });
  }
}

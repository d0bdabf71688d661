import type { Matcher } from './expression.ts';
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

/** A pattern that has to fit a whole value; null when it is none. */
export function readPattern(text: string): RegExp | null {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    return null;
  }
}

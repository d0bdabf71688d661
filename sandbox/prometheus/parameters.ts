import { readDuration } from './promql/literals.ts';
import { Unreadable } from './promql/trouble.ts';

const most = 11_000;

/** An instant as the API takes it, in seconds or as a date, in ms; `otherwise` when it is left out. */
export function readInstant(given: URLSearchParams, name: string, otherwise?: number): number {
  const text = given.get(name) ?? '';
  if (text === '' && otherwise !== undefined) return otherwise;
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1_000) : readDate(text);
  if (Number.isNaN(value))
    throw wrong(
      name,
      `${name === 'time' ? "Invalid time value for 'time': " : ''}cannot parse "${text}" to a valid timestamp`,
    );
  return value;
}

/** The instants that a range query asks for. */
export function readSteps(given: URLSearchParams): { start: number; end: number; step: number } {
  const start = readInstant(given, 'start');
  const end = readInstant(given, 'end');
  if (end < start) throw wrong('end', 'end timestamp must not be before start time');
  const text = given.get('step') ?? '';
  const step = /^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1_000) : readDuration(text);
  if (step === null) throw wrong('step', `cannot parse "${text}" to a valid duration`);
  if (step <= 0)
    throw wrong('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  if ((end - start) / step > most)
    throw new Unreadable(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  return { start, end, step };
}

export function wrong(name: string, why: string): Unreadable {
  return new Unreadable(`invalid parameter "${name}": ${why}`);
}

function readDate(text: string): number {
  return /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
}

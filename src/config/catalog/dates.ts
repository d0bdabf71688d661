const minuteOfDay = 'T00:00';

/**
 * `{on}` or `{from, to}` as the first minute of it and the first minute after it, by the clock on the wall: `2026-12-18T00:00`. A
 * last day without a time belongs to it. Null when it is neither the one nor the other.
 */
export function datesOf(entry: {
  on?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}): { from: string; to: string } | null {
  const { on, from, to } = entry;
  if (on !== undefined) return from === undefined && to === undefined ? { from: begin(on), to: end(on) } : null;
  return from === undefined || to === undefined ? null : { from: begin(from), to: end(to) };
}

/** Whether the calendar has this day: there is no 30 February. */
export function isDate(text: string): boolean {
  const date = text.slice(0, 10);
  const at = new Date(`${date}T00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}

function begin(text: string): string {
  return text.length > 10 ? text.replace(' ', 'T') : `${text}${minuteOfDay}`;
}

function end(text: string): string {
  if (text.length > 10 || !isDate(text)) return begin(text);
  const next = new Date(`${text}T00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return `${next.toISOString().slice(0, 10)}${minuteOfDay}`;
}

/** Milliseconds since the epoch, on the clock that users see (`ports/clock.ts`). */
export type Instant = number;

/** Milliseconds. */
export type Millis = number;

export const second: Millis = 1_000;
export const minute: Millis = 60 * second;
export const hour: Millis = 60 * minute;
export const day: Millis = 24 * hour;

const unit: Record<string, Millis> = { s: second, m: minute, h: hour, d: day };

/**
 * Reads a length of time as people type it: `45s`, `90m`, `2h`, `1h30m`, `3d`.
 * Answers null for anything else, and for nothing at all (`0m`).
 */
export function parseDuration(text: string): Millis | null {
  const trimmed = text.trim().toLowerCase();
  if (!/^(\d{1,6}[smhd])+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, count, letter] of trimmed.matchAll(/(\d+)([smhd])/g))
    total += Number(count) * (unit[letter ?? ''] ?? 0);
  return total > 0 ? total : null;
}

/** Writes a length of time in at most two units: `2 h 5 min`, `40 s`. */
export function sayDuration(length: Millis): string {
  const whole = Math.max(0, Math.round(length / second));
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3_600), 'h'],
    [Math.floor((whole % 3_600) / 60), 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(' ');
}

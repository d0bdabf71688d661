/** A number as people read it, with its unit: `1.3 %`, `1,250 ms`, `210M`. `?` for what is not a number. */
export function sayNumber(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '?';
  const large = Math.abs(value) >= 100_000;
  const number = value.toLocaleString('en-GB', {
    maximumSignificantDigits: Math.abs(value) >= 1_000 && !large ? 4 : 3,
    notation: large ? 'compact' : 'standard',
  });
  return unit === '' ? number : `${number} ${unit}`;
}

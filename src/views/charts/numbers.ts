const scales = [
  { from: 1e9, letter: 'G' },
  { from: 1e6, letter: 'M' },
  { from: 1e5, per: 1e3, letter: 'k' },
];

/** A number as people read it, with its unit: `1.3 %`, `1,250 ms`, `252 MB`, `210 M`. `?` for what is not a number. */
export function sayNumber(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '?';
  const scale = scales.find(({ from }) => Math.abs(value) >= from);
  const scaled = scale ? value / (scale.per ?? scale.from) : value;
  const number = scaled.toLocaleString('en-GB', { maximumSignificantDigits: Math.abs(scaled) >= 1_000 ? 4 : 3 });
  const word = `${scale?.letter ?? ''}${unit}`;
  return word === '' ? number : `${number} ${word}`;
}

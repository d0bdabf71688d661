/** One measured quantity: ours beside the floor of the same run. */
export interface Line {
  what: string;
  ours: string;
  /** What a bare framework does; empty when nothing compares. */
  floor: string;
  /** Ours divided by the floor, or empty. */
  ratio: string;
  /** What the project promises. */
  bar: string;
}

/** As a table in Markdown whose columns line up. */
export function table(lines: readonly Line[]): string {
  const rows = [
    ['what', 'ours', 'floor', 'ratio', 'bar'],
    ...lines.map(({ what, ours, floor, ratio, bar }) => [what, ours, floor, ratio, bar]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const drawn = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [drawn[0], rule, ...drawn.slice(1)].join('\n');
}

export function ratio(ours: number, floor: number): string {
  return (ours / floor).toFixed(2);
}

/** As in `7,412/s`. */
export function rate(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString('en-US')}/s`;
}

/** As in `3.4 ms`, or `1.24 s` from a second on. */
export function time(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** As in `97 MB`; of bytes, in units of a million. */
export function size(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/** The middle value, or the mean of the two middle ones; null of nothing. The values must be numbers, in any order. */
export function median(values: readonly number[]): number | null {
  return middle(Float64Array.from(values).sort());
}

/** The same of values that are sorted already. */
export function middle(sorted: Float64Array): number | null {
  const half = sorted.length >> 1;
  const upper = sorted[half];
  const lower = sorted[sorted.length % 2 === 0 ? half - 1 : half];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

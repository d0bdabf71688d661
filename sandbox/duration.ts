const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** One or more numbers with a unit, largest unit first: `3m30s`, `2h`, `5d`. */
export const durationPattern = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/**
 * Milliseconds of a duration of the world's files.
 * @throws Error when `text` is not a duration.
 */
export function parseDuration(text: string): number {
  const match = durationPattern.exec(text);
  if (match === null) throw new Error(`"${text}" is not a duration such as 45s, 3m30s, 2h or 3d`);
  const [, d = '0', h = '0', m = '0', s = '0'] = match;
  return Number(d) * unitMs.d + Number(h) * unitMs.h + Number(m) * unitMs.m + Number(s) * unitMs.s;
}

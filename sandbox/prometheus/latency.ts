/** Upper bounds of the buckets, seconds: those that Prometheus' own libraries begin with. */
export const bounds: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Spread of the logarithm, so that one in twenty takes two and a half times as long as the middle one, or longer. */
const spread = Math.log(2.5) / 1.6449;

/** Which share of requests takes at most as long as each bound, when half of them are faster than `middle` seconds. */
export function shares(middle: number): number[] {
  return bounds.map((bound) => normal(Math.log(bound / middle) / spread));
}

/** Seconds that a request takes on average. */
export function meanLatency(middle: number): number {
  return middle * Math.exp(spread ** 2 / 2);
}

/** The normal distribution, to seven digits (Abramowitz and Stegun 7.1.26). */
function normal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - tail * Math.exp(-x * x);
  return z < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

/** Real seconds of traffic that count as so many on average: the integral of a rate that goes up and down around one. */
export interface Waves {
  /** What has come together until this instant, seconds. */
  until(seconds: number): number;
  /** How much it is at this instant, around 1. */
  at(seconds: number): number;
}

/** Two waves that do not fit into one another, so that no quarter of an hour looks like the next. Seconds. */
const periods = [97, 613] as const;
const weights = [0.6, 0.4] as const;

/** Nothing in the world is quite even. `height` is how far it goes up and down, below 1; the same name gives the same waves. */
export function createWaves(name: string, height: number): Waves {
  const phases = periods.map((_, index) => (hash(`${name}/${index}`) / 0xffffffff) * 2 * Math.PI);
  const each = periods.map((period, index) => ({
    speed: (2 * Math.PI) / period,
    height: height * (weights[index] ?? 0),
    phase: phases[index] ?? 0,
  }));
  return {
    until: (t) =>
      each.reduce((sum, wave) => sum - (wave.height / wave.speed) * Math.cos(wave.speed * t + wave.phase), t),
    at: (t) => each.reduce((sum, wave) => sum + wave.height * Math.sin(wave.speed * t + wave.phase), 1),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}

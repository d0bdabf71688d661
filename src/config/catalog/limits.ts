import type { Confidence } from '../../model/analysis.ts';
import type { Phase } from '../../model/delivery.ts';
import type { MetricUnit } from '../../model/metric.ts';
import { parseDuration } from '../../model/time.ts';

/** Of each unit: the endings that a limit of it may have, and how much of the unit one of them is. */
const endings: Record<MetricUnit, Readonly<Record<string, number>>> = {
  percent: { '%': 1 },
  ms: { ms: 1, s: 1_000, m: 60_000 },
  count: { '': 1 },
  'per-second': { '': 1, '/s': 1 },
  cores: { '': 1, core: 1, cores: 1 },
  bytes: {
    B: 1,
    kB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  },
};

/** How a limit of this unit is written, for sentences. */
export const limitsOf: Record<MetricUnit, string> = {
  percent: 'a percentage such as 5%',
  ms: 'a time such as 500ms or 1s',
  count: 'a number such as 3',
  'per-second': 'a rate such as 100/s',
  cores: 'a number of cores such as 0.5 cores',
  bytes: 'a size such as 512MiB or 2GB',
};

/** A limit as a number of this unit; null where it is written in another. A number alone has no unit, as counts have none. */
export function readLimit(written: string | number, unit: MetricUnit): number | null {
  const [, number = '', ending = ''] = /^([\d.]+|-.*) ?(.*)$/.exec(String(written)) ?? [];
  const factor = Object.hasOwn(endings[unit], ending) ? endings[unit][ending] : undefined;
  // What is left of binary fractions is no digit that anybody has written.
  return factor === undefined || number === '' ? null : Number((Number(number) * factor).toPrecision(12));
}

/** `10% for 15m`. */
export function readPhase(text: string): Phase {
  const [share = '', length] = text.split(' for ');
  return { weight: readShare(share), watch: length === undefined ? 0 : (parseDuration(length) ?? 0) };
}

/** `10%`, also where words follow. */
export function readShare(text: string): number {
  return Number.parseFloat(text);
}

export function readConfidence(text: '90%' | '95%' | '98%' | '99%'): Confidence {
  return ({ '90%': 0.9, '95%': 0.95, '98%': 0.98, '99%': 0.99 } as const)[text];
}

/** `300ms` or `1s` in milliseconds. */
export function readLatency(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('ms') ? 1 : 1000);
}

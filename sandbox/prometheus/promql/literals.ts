import { Unreadable } from './trouble.ts';

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `1h30m`, or a number of seconds, in ms; null for anything else. */
export function readDuration(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) total += Number(count) * (units[unit ?? ''] ?? 0);
  return total;
}

/** A number as PromQL writes it; a duration is its seconds. */
export function readNumber(text: string): number {
  const plain = text.toLowerCase().replaceAll('_', '');
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/.exec(plain) ?? [];
  const duration = /[smhdwy]$/.test(rest) ? readDuration(rest) : null;
  const size =
    rest === 'inf' ? Infinity : rest === 'nan' ? Number.NaN : duration === null ? Number(rest) : duration / 1_000;
  return sign === '-' ? -size : size;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A text in quotes, as Go reads it. Throws `Unreadable` for an escape that is none. */
export function readText(quoted: string): string {
  const mark = quoted.slice(0, 1);
  const inner = quoted.slice(1, -1);
  if (mark === '`') return inner;
  return inner.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[\s\S])/g, (_, code: string) => {
    if (code.length > 1) {
      const octal = /^[0-7]{3}$/.test(code);
      return String.fromCodePoint(Number.parseInt(octal ? code : code.slice(1), octal ? 8 : 16));
    }
    if (code === '\\' || code === mark) return code;
    const meant = escapes[code];
    if (meant === undefined) throw new Unreadable('unknown escape sequence in string literal');
    return meant;
  });
}

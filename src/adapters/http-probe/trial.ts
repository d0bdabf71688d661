import type { Dispatcher } from 'undici';
import type { HealthCheck } from '../../model/delivery.ts';
import { second } from '../../model/time.ts';

/** One try of a health check. `limit` aborts when its time is over. */
export interface Trial extends Pick<HealthCheck, 'url' | 'status' | 'contains' | 'within'> {
  dispatcher: Dispatcher;
  longestAnswer: number;
  limit: AbortSignal;
}

/** What went wrong on the way, in a sentence. The error's own words may quote the address, and with it a secret: they are not told. */
export function sayTrouble({ limit, within }: Trial, error: unknown): string {
  if (limit.aborted) return `It did not answer within ${within / second} s.`;
  const code = codeOf(error);
  const known = code === null ? undefined : troubles[code];
  return known ?? `It cannot be reached${code === null ? '' : ` (${code})`}.`;
}

const troubles: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at its address.',
  ECONNRESET: 'It broke the connection off.',
  ENOTFOUND: 'The host name of its address is not known.',
  UND_ERR_SOCKET: 'It broke the connection off.',
};

/** The code of the error or of what caused it: letters, digits and underscores, as in ECONNREFUSED. */
function codeOf(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z0-9_]{2,60}$/.test(at.code)) return at.code;
    if (at instanceof AggregateError && at.errors.length > 0 && at.cause === undefined) return codeOf(at.errors[0]);
  }
  return null;
}

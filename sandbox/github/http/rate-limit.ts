/** Requests of one hour, real time, of one token, to one API. */
export interface RateLimit {
  /** Counts a request; false when none is left. */
  spend(token: string): boolean;
  headers(token: string): Record<string, string>;
  overview(token: string): { limit: number; used: number; remaining: number; reset: number };
}

const hour = 3_600_000;

export function createRateLimit(options: {
  limit: number;
  now: () => number;
  resource: 'core' | 'graphql';
}): RateLimit {
  const windows = new Map<string, { until: number; used: number }>();

  function window(token: string) {
    const known = windows.get(token);
    if (known !== undefined && known.until > options.now()) return known;
    const fresh = { until: options.now() + hour, used: 0 };
    windows.set(token, fresh);
    return fresh;
  }

  function overview(token: string) {
    const { until, used } = window(token);
    const { limit } = options;
    return { limit, used: Math.min(used, limit), remaining: Math.max(0, limit - used), reset: Math.ceil(until / 1000) };
  }

  return {
    overview,
    spend(token) {
      const current = window(token);
      if (current.used >= options.limit) return false;
      current.used += 1;
      return true;
    },
    headers(token) {
      const { limit, used, remaining, reset } = overview(token);
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-resource': options.resource,
        'x-ratelimit-used': String(used),
      };
    },
  };
}

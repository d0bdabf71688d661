import type { HealthCheck } from '../model/delivery.ts';

/** What one try of a health check found. `took` in ms; `says` is a sentence when it failed. */
export type Probe = { ok: true; took: number } | { ok: false; took: number; says: string };

export interface Health {
  /** One try, without repeating. Never throws: what goes wrong is the answer. The address must be in reach and be no surprise: redirects are not followed. */
  probe(check: Pick<HealthCheck, 'kind' | 'url' | 'status' | 'contains' | 'within'>): Promise<Probe>;
}

import type { Mark } from './mark.ts';
import type { Instant } from './time.ts';

export type PageSeverity = 'critical' | 'error' | 'warning' | 'info';

/** What calls the person on duty. */
export interface Page {
  /** Pages of one mark are one incident while it is open. */
  mark: Mark;
  severity: PageSeverity;
  /** One sentence; what is beyond 1,024 characters is cut. */
  summary: string;
  /** Where it happens, such as `production/trading-engine`. */
  source: string;
  at: Instant;
  /** What else the person should see, by name. */
  details: Readonly<Record<string, string>>;
  links: readonly { url: string; text: string }[];
}

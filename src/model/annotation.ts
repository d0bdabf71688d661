import type { Mark } from './mark.ts';
import type { Instant } from './time.ts';

/** A span of time that people see on their dashboards. */
export interface Region {
  mark: Mark;
  from: Instant;
  /** Plain text; it is escaped where it is shown. */
  text: string;
  /** What dashboards choose annotations by, such as `deployment` and `production`. */
  tags: readonly string[];
}

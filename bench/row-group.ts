import type { BenchOptions } from './options.ts';
import type { Line } from './table.ts';

/** Some lines of the table that are measured together. */
export interface RowGroup {
  letter: string;
  title: string;
  /** Starts what it needs, ends it again, and tells `say` what it is doing. Throws when it could not measure. */
  measure(options: BenchOptions, say: (progress: string) => void): Promise<Line[]>;
}

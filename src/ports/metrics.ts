import type { Fault } from '../model/fault.ts';
import type { Sample, Series } from '../model/metric.ts';
import type { Instant, Millis } from '../model/time.ts';

/**
 * A question to the source of metrics: its text from the catalog, in the source's own language, and what stands for the
 * `{{names}}` in it (service, version, track). A name stands within a quoted label value; what is put there is always that text and
 * nothing else, also where it is compared as a pattern.
 */
export interface MetricQuery {
  text: string;
  about: Readonly<Record<string, string>>;
}

/** The instants `from`, `from + every` and so on, up to and including `to`. */
export interface Span {
  from: Instant;
  to: Instant;
  every: Millis;
}

export type CoursesAnswer = { series: Series[] } | { refused: Fault };

/**
 * What is measured of what runs. An answer without data is null or empty, and NaN stays NaN: what that means is for whoever asked.
 * Throws `Fault`, with a sentence that says what to do:
 * `unavailable` the source is away or takes too long, also after several tries (passing);
 * `denied` it does not let us in, or `not-found` there is no such source at the address (a person has to mend the settings);
 * `rejected` the question is wrong: it cannot be read or worked out, lacks what stands for a name, or has several answers where one is
 * wanted (a person has to mend the catalog); `invalid` the answer cannot be understood.
 */
export interface Metrics {
  /** The one value at an instant; null when there is none. `rejected` when there are several. */
  value(query: MetricQuery, at: Instant): Promise<Sample | null>;
  /** The one series over a span; null when there is none. An instant without data is left out. `rejected` when there are several. */
  course(query: MetricQuery, span: Span): Promise<Series | null>;
  /** Every series over a span, in no order; empty when there is none. */
  courses(query: MetricQuery, span: Span): Promise<Series[]>;
  /**
   * The same question about several, each answered as `courses` would, in their order; in one query where the source can. What is wrong
   * with one of them alone is its own answer; what stands in the way of all is thrown.
   */
  coursesOf(text: string, abouts: readonly MetricQuery['about'][], span: Span): Promise<CoursesAnswer[]>;
}

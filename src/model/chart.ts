/** A Vega-Lite specification, as JSON with its data in it. It names no file and no address. */
export type ChartSpecification = object;

/** A picture for people: what is drawn, and the same in words for whoever does not see it. */
export interface Chart {
  specification: ChartSpecification;
  /** Plain text of one or two sentences, within Slack's limit for alt text. */
  alt: string;
}

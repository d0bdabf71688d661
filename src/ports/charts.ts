import type { ChartSpecification } from '../model/chart.ts';

/** A picture that any chat can show; `width` and `height` in pixels, twice those of the specification for sharp text. */
export interface ChartImage {
  png: Uint8Array;
  width: number;
  height: number;
}

export interface Charts {
  /**
   * Draws a chart. The same specification gives the same bytes on every machine: fonts come with the program, and nothing is read
   * from the network. Throws an `Error` with its cause for a specification that cannot be drawn or names a file or an address.
   */
  draw(specification: ChartSpecification): Promise<ChartImage>;
}

import type { ChartSpecification } from '../../src/model/chart.ts';
import type { Charts } from '../../src/ports/charts.ts';

export interface FakeCharts extends Charts {
  /** Every specification that was drawn, oldest first. */
  drawn: ChartSpecification[];
}

/** Draws nothing: what comes out begins as a PNG does, and says what was asked for. */
export function createFakeCharts(): FakeCharts {
  const drawn: ChartSpecification[] = [];
  return {
    drawn,
    async draw(specification) {
      drawn.push(specification);
      const text = new TextEncoder().encode(JSON.stringify(specification));
      return { png: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, ...text]), width: 2, height: 2 };
    },
  };
}

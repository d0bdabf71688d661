import type { ChartSpecification } from '../../src/model/chart.ts';
import type { Charts } from '../../src/ports/charts.ts';

export interface FakeCharts extends Charts {
  /** Every specification that was drawn, oldest first. */
  drawn: ChartSpecification[];
}

/** What a specification that can be drawn has one of. */
const drawable = ['mark', 'layer', 'concat', 'hconcat', 'vconcat'];

/** Draws nothing: what comes out begins as a PNG does, and says what was asked for. */
export function createFakeCharts(): FakeCharts {
  const drawn: ChartSpecification[] = [];
  return {
    drawn,
    async draw(specification) {
      if (!drawable.some((key) => key in specification)) throw new Error('the chart cannot be drawn');
      drawn.push(specification);
      const text = new TextEncoder().encode(JSON.stringify(specification));
      return { png: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, ...text]), width: 2, height: 2 };
    },
  };
}

import { z } from 'zod';
import { startChild } from '../child.ts';
import type { RowGroup } from '../row-group.ts';
import { percentile } from '../statistics.ts';
import { ratio, size, time } from '../table.ts';

const canaries = 200;
const metrics = 4;
const measured = z.object({ times: z.array(z.number()), queries: z.array(z.number()), resident: z.number() });

/** 200 canaries at once, beside one: what they ask of Prometheus in an interval, how long that takes, and what it keeps in memory. */
export const watching: RowGroup = {
  letter: 'p',
  title: `${canaries} canaries of ${metrics} metrics watched at once`,
  async measure({ quick }, say) {
    const server = await startChild({ args: ['bench/servers/measures.ts'] });
    try {
      const run = async (count: number) => {
        const input = JSON.stringify({ url: server.said, canaries: count, intervals: quick ? 5 : 20 });
        const child = await startChild({ args: ['bench/watching.ts'], input, patience: 120_000 });
        await child.stop();
        return measured.parse(JSON.parse(child.said));
      };
      const [many, one] = [await run(canaries), await run(1)];
      say(`the first interval, in which all are new: ${many.queries[0]} queries, ${time(many.times[0] ?? Number.NaN)}`);
      // From the second interval on nobody is new.
      const going = (all: readonly number[]) => all.slice(1);
      const perMetric = Math.max(...going(many.queries)) / metrics;
      const took = percentile(going(many.times), 0.5);
      const alone = percentile(going(one.times), 0.5);
      return [
        {
          what: 'queries for each metric and interval, 200 canaries',
          ours: String(perMetric),
          floor: `one canary: ${Math.max(...going(one.queries)) / metrics}`,
          ratio: '',
          bar: '≤ 1',
        },
        {
          what: 'an interval of 200 canaries measured and judged: p50',
          ours: time(took),
          floor: `one canary: ${time(alone)}`,
          ratio: ratio(took, alone),
          bar: '',
        },
        {
          what: 'memory of the process that watches 200 canaries (RSS)',
          ours: size(many.resident),
          floor: `one canary: ${size(one.resident)}`,
          ratio: ratio(many.resident, one.resident),
          bar: '< 300 MB',
        },
      ];
    } finally {
      await server.stop();
    }
  },
};

import type { LoadJob } from '../load/job.ts';
import type { RowGroup } from '../row-group.ts';
import { startBolt } from '../servers/floor.ts';
import { prepareProduct } from '../servers/product.ts';
import { rate, ratio, time } from '../table.ts';
import { sideBySide } from './side-by-side.ts';

/** Slash commands: signature, replay check and durable storage, then the acknowledgement; what follows it is not timed. */
export const acknowledgement: RowGroup = {
  letter: 'a',
  title: 'acknowledgement of slash commands, beside Bolt with an empty handler',
  async measure(options, say) {
    const product = await prepareProduct('http');
    try {
      await product.start();
      const bolt = await startBolt();
      try {
        const job = (url: string, secret: string, round: number): LoadJob => ({
          kind: 'slack-command',
          url,
          secret,
          connections: 50,
          requests: options.quick ? 1_000 : 4_000,
          from: product.from,
          batch: `command.${round}`,
        });
        const { ours, floor } = await sideBySide(
          {
            ours: (round) => job(`${product.url}/slack/events`, product.slackSecret, round),
            floor: (round) => job(bolt.url, bolt.secret, round),
            rest: () => product.quiet(),
          },
          options,
          say,
        );
        const line = (what: string, mine: number, theirs: number, show: (value: number) => string, bar: string) => ({
          what: `slash command acknowledged, 50 at once: ${what}`,
          ours: show(mine),
          floor: show(theirs),
          ratio: ratio(mine, theirs),
          bar,
        });
        return [
          line('throughput', ours.perSecond, floor.perSecond, rate, '≥ 0.8 × Bolt'),
          line('p50', ours.p50, floor.p50, time, ''),
          line('p99', ours.p99, floor.p99, time, '≤ 1.5 × Bolt'),
        ];
      } finally {
        await bolt.stop();
      }
    } finally {
      await product.close();
    }
  },
};

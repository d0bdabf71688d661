import type { LoadJob } from '../load/job.ts';
import type { RowGroup } from '../row-group.ts';
import { startProbot } from '../servers/floor.ts';
import { prepareProduct } from '../servers/product.ts';
import { rate, ratio, time } from '../table.ts';
import { sideBySide } from './side-by-side.ts';

/** Webhooks of 20 kB: signature, deduplication and durable storage, then 202. Probot verifies, and keeps nothing. */
export const webhooks: RowGroup = {
  letter: 'b',
  title: 'acceptance of webhooks, beside Probot with an empty handler',
  async measure(options, say) {
    const product = await prepareProduct('http');
    try {
      await product.start();
      const probot = await startProbot();
      try {
        const job = (url: string, secret: string, round: number): LoadJob => ({
          kind: 'github-webhook',
          url,
          secret,
          connections: 50,
          requests: options.quick ? 2_000 : 10_000,
          batch: `webhook.${round}`,
        });
        const { ours, floor } = await sideBySide(
          {
            ours: (round) => job(`${product.url}/github/webhooks`, product.githubSecret, round),
            floor: (round) => job(probot.url, probot.secret, round),
            rest: () => product.quiet(),
          },
          options,
          say,
        );
        const what = 'webhook of 20 kB accepted, 50 at once';
        return [
          {
            what: `${what}: throughput`,
            ours: rate(ours.perSecond),
            floor: rate(floor.perSecond),
            ratio: ratio(ours.perSecond, floor.perSecond),
            bar: '≥ 1.0 × Probot',
          },
          {
            what: `${what}: p99`,
            ours: time(ours.p99),
            floor: time(floor.p99),
            ratio: ratio(ours.p99, floor.p99),
            bar: '',
          },
        ];
      } finally {
        await probot.stop();
      }
    } finally {
      await product.close();
    }
  },
};

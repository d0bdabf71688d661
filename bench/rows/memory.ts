import { setTimeout as wait } from 'node:timers/promises';
import { proportionalBytes, residentBytes } from '../processes.ts';
import type { RowGroup } from '../row-group.ts';
import { startBolt } from '../servers/floor.ts';
import { prepareProduct } from '../servers/product.ts';
import { median } from '../statistics.ts';
import { ratio, size } from '../table.ts';

/** Memory of a bot that has started and has nothing to do. */
export const memory: RowGroup = {
  letter: 'd',
  title: 'memory when idle',
  async measure({ rounds, quick }, say) {
    const bots: number[] = [];
    const databases: number[] = [];
    const floors: number[] = [];
    for (let round = 1; round <= Math.min(rounds, 3); round++) {
      const product = await prepareProduct('socket');
      try {
        await product.start();
        const bolt = await startBolt();
        await wait(quick ? 3_000 : 15_000);
        bots.push(await residentBytes(product.pid()));
        databases.push(await proportionalBytes(await product.postgresPid()));
        floors.push(await residentBytes(bolt.pid));
        await bolt.stop();
      } finally {
        await product.close();
      }
      say(`round ${round}: bot ${size(bots.at(-1) ?? 0)}, Postgres ${size(databases.at(-1) ?? 0)}`);
    }
    const [bot, database, floor] = [median(bots), median(databases), median(floors)];
    return [
      {
        what: 'idle memory of the bot (RSS), beside Bolt',
        ours: size(bot),
        floor: size(floor),
        ratio: ratio(bot, floor),
        bar: '≤ 140 MB',
      },
      {
        what: 'idle memory of its Postgres (sum of PSS)',
        ours: size(database),
        floor: '',
        ratio: '',
        bar: '≤ 60 MB',
      },
    ];
  },
};

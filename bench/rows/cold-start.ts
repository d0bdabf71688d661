import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { leaves } from '../leftovers.ts';
import type { RowGroup } from '../row-group.ts';
import { startBolt } from '../servers/floor.ts';
import { prepareProduct } from '../servers/product.ts';
import { median } from '../statistics.ts';
import { ratio, time } from '../table.ts';

/** From the spawning of the process to its first 200 of /readyz; for Bolt, until it listens. */
export const coldStart: RowGroup = {
  letter: 'e',
  title: 'cold start to ready',
  async measure({ rounds }, say) {
    const nevers: number[] = [];
    const firsts: number[] = [];
    const agains: number[] = [];
    const floors: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const fresh = await prepareProduct('socket');
      const compiled = await mkdtemp(path.join(tmpdir(), 'quarterdeck-bench-'));
      const remove = () => rm(compiled, { recursive: true, force: true });
      const forget = leaves(remove);
      try {
        nevers.push(await fresh.start({ NODE_COMPILE_CACHE: compiled }));
      } finally {
        await fresh.close();
        await remove();
        forget();
      }
      const product = await prepareProduct('socket');
      try {
        firsts.push(await product.start());
        await product.stop();
        agains.push(await product.start());
        await product.stop();
        const began = performance.now();
        const bolt = await startBolt();
        floors.push(performance.now() - began);
        await bolt.stop();
      } finally {
        await product.close();
      }
      const [never, first, again] = [nevers, firsts, agains].map((lengths) => time(lengths.at(-1) ?? 0));
      say(`round ${round} of ${rounds}: first ${first}, with nothing compiled yet ${never}, with data ${again}`);
    }
    const floor = median(floors);
    const line = (what: string, ours: number, bar: string) => ({
      what: `cold start to ready, ${what}, beside Bolt`,
      ours: time(ours),
      floor: time(floor),
      ratio: ratio(ours, floor),
      bar,
    });
    return [
      line('with data, its Postgres stopped', median(agains), '≤ 1 s'),
      line('the first time', median(firsts), '≤ 2.5 s'),
      line('the first time, with nothing compiled yet', median(nevers), '≤ 2.5 s'),
    ];
  },
};

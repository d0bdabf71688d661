import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes, of both its halves. */
const enough = 32 * 1_024 * 1_024;

/**
 * Lets the young generation of the heap grow under load, as far as that is of use. By itself V8 lets it take 128 MB where the machine has
 * them, and a bot that was busy once would keep them. Its limit cannot be set once the process runs; how fast it grows can.
 */
export function letYoungGenerationGrow(): void {
  let factor = 0;
  const set = () => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    const next = (young?.space_size ?? 0) < enough ? 2 : 1;
    if (next !== factor) setFlagsFromString(`--semi-space-growth-factor=${next}`);
    factor = next;
  };
  set();
  new PerformanceObserver(set).observe({ entryTypes: ['gc'] });
}

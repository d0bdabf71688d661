import type { Workloads } from '../prometheus/workloads.ts';
import type { Serving } from './serving.ts';

/** Tells the metrics what serves now and how; what stood at the beginning has done so since `since`. */
export function createMeasuring(workloads: Workloads, serving: Serving, since: number): { look(): void } {
  const known = new Map<string, number>();
  let first: number | undefined = since;
  return {
    look() {
      const now = serving.processes();
      for (const { name, labels, conduct } of now) {
        const { restarts = 0 } = conduct;
        workloads.set(name, labels, conduct, first);
        if (restarts > (known.get(name) ?? restarts)) workloads.restart(name);
        known.set(name, restarts);
      }
      const names = new Set(now.map(({ name }) => name));
      for (const name of known.keys()) {
        if (names.has(name)) continue;
        known.delete(name);
        workloads.remove(name);
      }
      first = undefined;
    },
  };
}

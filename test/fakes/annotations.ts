import type { Region } from '../../src/model/annotation.ts';
import { checkMark } from '../../src/model/mark.ts';
import type { Instant } from '../../src/model/time.ts';
import type { Annotations } from '../../src/ports/annotations.ts';

export interface FakeAnnotations extends Annotations {
  /** `to` is null while a region is open. */
  regions(): (Region & { to: Instant | null })[];
  /** A person removes them all by hand. */
  clear(): void;
  /** The next call throws this. */
  fail(error: Error): void;
}

export function createFakeAnnotations(): FakeAnnotations {
  const regions = new Map<string, Region & { to: Instant | null }>();
  let failure: Error | null = null;

  function begin(mark: string): void {
    checkMark(mark);
    const error = failure;
    failure = null;
    if (error) throw error;
  }

  return {
    regions: () => structuredClone([...regions.values()]),
    clear: () => regions.clear(),
    fail: (error) => {
      failure = error;
    },
    async open(region) {
      begin(region.mark);
      if (!regions.has(region.mark)) regions.set(region.mark, { ...region, to: null });
    },
    async close(mark, to, text) {
      begin(mark);
      const region = regions.get(mark);
      if (!region) return 'gone';
      regions.set(mark, { ...region, to, text });
      return 'closed';
    },
  };
}

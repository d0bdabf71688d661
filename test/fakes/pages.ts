import { checkMark } from '../../src/model/mark.ts';
import type { Page } from '../../src/model/page.ts';
import type { Pages } from '../../src/ports/pages.ts';

export interface FakePages extends Pages {
  /** Oldest first; of one mark at most one is open. */
  incidents(): (Page & { open: boolean; pages: number })[];
  /** The next call throws this. */
  fail(error: Error): void;
}

export function createFakePages(): FakePages {
  const incidents: (Page & { open: boolean; pages: number })[] = [];
  let failure: Error | null = null;

  function openOf(mark: string) {
    checkMark(mark);
    const error = failure;
    failure = null;
    if (error) throw error;
    return incidents.find((each) => each.open && each.mark === mark);
  }

  return {
    incidents: () => structuredClone(incidents),
    fail: (error) => {
      failure = error;
    },
    async trigger(page) {
      const open = openOf(page.mark);
      if (open) open.pages += 1;
      else incidents.push({ ...page, summary: page.summary.slice(0, 1_024), open: true, pages: 1 });
    },
    async resolve(mark) {
      const open = openOf(mark);
      if (open) open.open = false;
    },
  };
}

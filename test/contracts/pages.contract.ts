import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from '../../src/model/page.ts';
import type { Pages } from '../../src/ports/pages.ts';

export interface PagesHarness {
  pages: Pages;
  /** Oldest first. */
  incidents(): { summary: string; severity: string; source: string; details: object; open: boolean; pages: number }[];
  close(): Promise<void>;
}

/** The promises of `ports/pages.ts`. */
export function pagesContract(name: string, open: () => Promise<PagesHarness>): void {
  describe(`pages: ${name}`, () => {
    const page: Page = {
      mark: 'rollback:d-1',
      severity: 'critical',
      summary: 'api v1.4.0 was taken back from production: errors 7.2 %',
      source: 'production/api',
      at: Date.parse('2026-01-20T15:00:00Z'),
      details: { from: 'v1.4.0', to: 'v1.3.9' },
      links: [{ url: 'https://slack.example/t/1', text: 'Thread' }],
    };
    let at: PagesHarness;
    beforeEach(async () => {
      at = await open();
    });
    afterEach(() => at.close());

    test('a page opens an incident that says what, where and how bad', async () => {
      await at.pages.trigger(page);
      const { summary, severity, source, details } = page;
      expect(at.incidents()).toEqual([{ summary, severity, source, details, open: true, pages: 1 }]);
    });

    test('sent again it is the same incident', async () => {
      await at.pages.trigger(page);
      await at.pages.trigger(page);
      await at.pages.trigger({ ...page, mark: 'rollback:d-2' });
      expect(at.incidents().map(({ pages }) => pages)).toEqual([2, 1]);
    });

    test('resolved it is over, however often; later pages open a new one', async () => {
      await at.pages.resolve(page.mark);
      await at.pages.trigger(page);
      await at.pages.resolve(page.mark);
      await at.pages.resolve(page.mark);
      expect(at.incidents().map(({ open }) => open)).toEqual([false]);
      await at.pages.trigger(page);
      expect(at.incidents().map(({ open }) => open)).toEqual([false, true]);
    });

    test('a long sentence is cut instead of refused', async () => {
      await at.pages.trigger({ ...page, summary: 'x'.repeat(3_000) });
      expect(at.incidents()[0]?.summary).toHaveLength(1_024);
    });

    test('a mark that could be taken for another is refused', async () => {
      await expect(at.pages.trigger({ ...page, mark: '' })).rejects.toMatchObject({ kind: 'invalid' });
      expect(at.incidents()).toEqual([]);
    });
  });
}

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Annotations } from '../../src/ports/annotations.ts';

export interface AnnotationsHarness {
  annotations: Annotations;
  /** As people read them: text unescaped, our own tag left out; `to` is null while a region is a point. */
  shown(): { from: number; to: number | null; text: string; tags: string[] }[];
  /** A person removes them all. */
  clear(): void;
  close(): Promise<void>;
}

/** The promises of `ports/annotations.ts`. */
export function annotationsContract(name: string, open: () => Promise<AnnotationsHarness>): void {
  describe(`annotations: ${name}`, () => {
    const from = Date.parse('2026-01-20T15:00:00Z');
    const region = { mark: 'd-1', from, text: 'api v1.4.0 → production', tags: ['deployment', 'production'] };
    let at: AnnotationsHarness;
    beforeEach(async () => {
      at = await open();
    });
    afterEach(() => at.close());

    test('a region is opened once, and is a point until it is closed', async () => {
      await at.annotations.open(region);
      await at.annotations.open({ ...region, from: from + 5_000, text: 'again' });
      const { text, tags } = region;
      expect(at.shown()).toEqual([{ from, to: null, text, tags }]);
    });

    test('closed it has its end and its last text, and keeps its start and tags', async () => {
      await at.annotations.open(region);
      expect(await at.annotations.close('d-1', from + 60_000, 'api v1.4.0: taken back')).toBe('closed');
      const ended = { from, to: from + 60_000, text: 'api v1.4.0: taken back', tags: region.tags };
      expect(at.shown()).toEqual([ended]);
      expect(await at.annotations.close('d-1', from + 60_000, 'api v1.4.0: taken back')).toBe('closed');
      expect(at.shown()).toEqual([ended]);
    });

    test('marks are kept apart, also where one begins like another', async () => {
      await at.annotations.open(region);
      await at.annotations.open({ ...region, mark: 'd-10', text: 'another' });
      await at.annotations.close('d-1', from + 60_000, 'over');
      expect(at.shown().map(({ to, text }) => [to, text])).toEqual([
        [from + 60_000, 'over'],
        [null, 'another'],
      ]);
    });

    test('what a person removed, or nobody opened, is not put back', async () => {
      expect(await at.annotations.close('d-2', from, 'over')).toBe('gone');
      await at.annotations.open(region);
      at.clear();
      expect(await at.annotations.close('d-1', from + 60_000, 'over')).toBe('gone');
      expect(at.shown()).toEqual([]);
    });

    test('text from outside is text', async () => {
      const text = `<img src=x onerror="x()"> & 'more' &amp;`;
      await at.annotations.open({ ...region, text });
      expect(at.shown()).toMatchObject([{ text }]);
    });

    test('a mark that could be taken for another is refused', async () => {
      await expect(at.annotations.open({ ...region, mark: 'd 1&tags=x' })).rejects.toMatchObject({ kind: 'invalid' });
      expect(at.shown()).toEqual([]);
    });
  });
}

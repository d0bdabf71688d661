import { describe, expect, test } from 'vitest';
import type { Mutes } from '../../src/ports/mutes.ts';

/** The promises of `ports/mutes.ts`. Each `open` has none. */
export function mutesContract(name: string, open: () => Promise<Mutes>): void {
  const now = 1_000_000;

  describe(`mutes: ${name}`, () => {
    test('hold until their end, one of each kind', async () => {
      const mutes = await open();
      expect(await mutes.of('U1', now)).toEqual([]);
      await mutes.mute('U1', { what: 'reminders', until: now + 500 });
      await mutes.mute('U1', { what: 'authors', until: now + 100 });
      await mutes.mute('U1', { what: 'authors', until: null });
      expect(await mutes.of('U1', now)).toEqual([
        { what: 'authors', until: null },
        { what: 'reminders', until: now + 500 },
      ]);
      expect(await mutes.of('U1', now + 500)).toEqual([{ what: 'authors', until: null }]);
    });

    test('of many those who have muted this, or all', async () => {
      const mutes = await open();
      await mutes.mute('U1', { what: 'reminders', until: null });
      await mutes.mute('U2', { what: 'all', until: now + 1 });
      await mutes.mute('U3', { what: 'authors', until: null });
      const people = ['U3', 'U2', 'U1', 'U4', 'U2'];
      expect(await mutes.among(people, 'reminders', now)).toEqual(['U1', 'U2']);
      expect(await mutes.among(people, 'authors', now)).toEqual(['U2', 'U3']);
      expect(await mutes.among(people, 'all', now)).toEqual(['U2']);
      expect(await mutes.among(people, 'all', now + 1)).toEqual([]);
      expect(await mutes.among([], 'all', now)).toEqual([]);
    });

    test('are over when they are taken back', async () => {
      const mutes = await open();
      await mutes.mute('U1', { what: 'all', until: null });
      await mutes.mute('U2', { what: 'all', until: null });
      await mutes.unmute('U1');
      await mutes.unmute('U1');
      expect(await mutes.of('U1', now)).toEqual([]);
      expect(await mutes.among(['U1', 'U2'], 'all', now)).toEqual(['U2']);
    });
  });
}

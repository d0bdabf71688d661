import { describe, expect, test } from 'vitest';
import type { Quarantine } from '../../src/ports/quarantine.ts';
import { person } from '../builders.ts';
import { quarantined } from '../rollback-builder.ts';

/** The promises of `ports/quarantine.ts`. Each `open` has none. */
export function quarantineContract(name: string, open: () => Promise<Quarantine>): void {
  const { slackId, name: who, githubLogin } = person('lead');
  const lead = { slackId, name: who, githubLogin };
  const dev = { slackId: 'U0DEV0000', name: 'dev', githubLogin: 'dana-dev' };

  describe(`quarantine: ${name}`, () => {
    test('is kept as it is, and put there once', async () => {
      const quarantine = await open();
      const one = quarantined({ reason: '\ud83d\ude00 & "quotes" \\ <!channel>' });
      await quarantine.put(one);
      await quarantine.put({ ...one, reason: 'another' });
      expect(await quarantine.get(one.id)).toEqual({ quarantined: one, released: null });
      expect(await quarantine.get('nothing')).toBeNull();
    });

    test('is found by environment and service, newest first', async () => {
      const quarantine = await open();
      await quarantine.put(quarantined({ id: 'q-1', since: 10, services: ['api'] }));
      await quarantine.put(quarantined({ id: 'q-2', since: 30, services: ['api', 'worker'] }));
      await quarantine.put(quarantined({ id: 'q-3', since: 20, environment: 'staging' }));
      const ids = async (...given: Parameters<Quarantine['inForce']>) =>
        (await quarantine.inForce(...given)).map(({ id }) => id);
      expect(await ids('production')).toEqual(['q-2', 'q-1']);
      expect(await ids('production', ['worker', 'websocket'])).toEqual(['q-2']);
      expect(await ids('production', [])).toEqual([]);
      expect(await ids('staging', ['api'])).toEqual(['q-3']);
      expect(await ids('elsewhere')).toEqual([]);
    });

    test('is released once, by the first; asked again, the same request is told the same', async () => {
      const quarantine = await open();
      const one = quarantined();
      await quarantine.put(one);
      expect(await quarantine.release(one.id, { by: lead, at: 50 }, 'r-1')).toBe(true);
      expect(await quarantine.release(one.id, { by: dev, at: 60 }, 'r-2')).toBe(false);
      expect(await quarantine.release(one.id, { by: dev, at: 70 }, 'r-1')).toBe(true);
      expect(await quarantine.releasedBy('r-1')).toEqual(one);
      expect(await quarantine.releasedBy('r-2')).toBeNull();
      expect(await quarantine.release('nothing', { by: lead, at: 50 }, 'r-1')).toBe(false);
      await quarantine.put(one);
      expect(await quarantine.get(one.id)).toEqual({ quarantined: one, released: { by: lead, at: 50 } });
      expect(await quarantine.inForce('production')).toEqual([]);
    });
  });
}

import { describe, expect, test } from 'vitest';
import type { Delegation } from '../../src/model/delegation.ts';
import type { Delegations } from '../../src/ports/delegations.ts';
import { delegationOf } from '../delegation-builder.ts';

const now = 1_000_000;

/** The promises of `ports/delegations.ts`. Each `open` has none. */
export function delegationsContract(name: string, open: () => Promise<Delegations>): void {
  const given = (handles: [string, string], changes: Partial<Delegation> = {}) =>
    delegationOf(handles, { since: now, until: now + 500, ...changes });
  const lena = given(['lead', 'dev2'], { id: 'd-1' });
  const luis = given(['lead2', 'dev2'], { id: 'd-2', since: now + 1, role: 'release-managers' });

  describe(`delegations: ${name}`, () => {
    test('are in force until their end, oldest first', async () => {
      const delegations = await open();
      await delegations.give(luis);
      await delegations.give(lena);
      await delegations.give(lena);
      expect(await delegations.inForce(now)).toEqual([lena, luis]);
      expect(await delegations.to(lena.to.slackId, now + 499)).toEqual([lena, luis]);
      expect(await delegations.to(lena.from.slackId, now)).toEqual([]);
      expect(await delegations.to(lena.to.slackId, now + 500)).toEqual([]);
      expect(await delegations.inForce(now + 500)).toEqual([]);
    });

    test('a new one takes the place of the one between the same two', async () => {
      const delegations = await open();
      await delegations.give(lena);
      await delegations.give(luis);
      const longer = { ...lena, id: 'd-3', since: now + 2, until: now + 900 };
      await delegations.give(longer);
      expect(await delegations.inForce(now)).toEqual([luis, longer]);
    });

    test('ended by who gave it, to one or to all; the same request answers the same', async () => {
      const delegations = await open();
      const other = given(['lead', 'dev'], { id: 'd-4', since: now + 3 });
      for (const one of [lena, luis, other]) await delegations.give(one);
      expect(await delegations.end('r-1', lena.from.slackId, other.to.slackId, now)).toEqual([other]);
      expect(await delegations.inForce(now)).toEqual([lena, luis]);
      expect(await delegations.end('r-2', lena.from.slackId, null, now)).toEqual([lena]);
      expect(await delegations.end('r-2', lena.from.slackId, null, now)).toEqual([lena]);
      expect(await delegations.end('r-3', lena.from.slackId, null, now)).toEqual([]);
      expect(await delegations.end('r-4', luis.from.slackId, null, now + 500)).toEqual([]);
      expect(await delegations.inForce(now)).toEqual([luis]);
    });
  });
}

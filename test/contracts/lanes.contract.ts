import { describe, expect, test } from 'vitest';
import type { LaneKey } from '../../src/model/lane.ts';
import type { Lanes } from '../../src/ports/lanes.ts';

/** The promises of `ports/lanes.ts`. Each `open` has free lanes only. */
export function lanesContract(name: string, open: () => Promise<Lanes>): void {
  const lane = (service: string): LaneKey => ({ service, environment: 'production' });
  const [api, web, jobs] = [lane('api'), lane('web'), lane('jobs')];

  describe(`lanes: ${name}`, () => {
    test('a free lane is taken; asking again changes nothing', async () => {
      const lanes = await open();
      const first = await lanes.take([api], 'd-1');
      expect(first).toMatchObject({ taken: true });
      expect(await lanes.take([api], 'd-1')).toEqual(first);
      expect(await lanes.state([api])).toEqual({ holders: [{ lane: api, deploymentId: 'd-1' }], waiting: [] });
    });

    test('a later holder has a higher token', async () => {
      const lanes = await open();
      const first = await lanes.take([api], 'd-1');
      await lanes.leave('d-1');
      const second = await lanes.take([api], 'd-2');
      if (!first.taken || !second.taken) throw new Error('both should have had it');
      expect(second.token).toBeGreaterThan(first.token);
    });

    test('the others wait in the order in which they came', async () => {
      const lanes = await open();
      await lanes.take([api], 'd-1');
      expect(await lanes.take([api], 'd-2')).toEqual({ taken: false, place: 1, holders: ['d-1'] });
      expect(await lanes.take([api], 'd-3')).toEqual({ taken: false, place: 2, holders: ['d-1'] });
      expect(await lanes.take([api], 'd-2')).toEqual({ taken: false, place: 1, holders: ['d-1'] });
      expect(await lanes.leave('d-1')).toEqual(['d-2']);
      expect(await lanes.take([api], 'd-3')).toMatchObject({ taken: false, place: 2 });
      expect(await lanes.take([api], 'd-2')).toMatchObject({ taken: true, waiting: ['d-3'] });
      expect(await lanes.state([api])).toEqual({ holders: [{ lane: api, deploymentId: 'd-2' }], waiting: ['d-3'] });
      expect(await lanes.leave('d-2')).toEqual(['d-3']);
    });

    test('a group takes all its lanes or none', async () => {
      const lanes = await open();
      await lanes.take([api], 'd-1');
      expect(await lanes.take([web, api], 'd-group')).toEqual({ taken: false, place: 1, holders: ['d-1'] });
      expect((await lanes.state([web])).holders).toEqual([]);
      expect(await lanes.leave('d-1')).toEqual(['d-group']);
      expect(await lanes.take([web, api], 'd-group')).toMatchObject({ taken: true });
      expect((await lanes.state([api, web])).holders).toEqual([
        { lane: api, deploymentId: 'd-group' },
        { lane: web, deploymentId: 'd-group' },
      ]);
    });

    test('nobody passes a group that waits for one of the same lanes', async () => {
      const lanes = await open();
      await lanes.take([api], 'd-1');
      await lanes.take([web, api], 'd-group');
      expect(await lanes.take([web], 'd-web')).toEqual({ taken: false, place: 2, holders: [] });
      expect(await lanes.take([jobs], 'd-jobs')).toMatchObject({ taken: true });
      expect(await lanes.leave('d-group')).toEqual(['d-web']);
    });

    test('who goes first stands before those who wait, and behind those who came first as well', async () => {
      const lanes = await open();
      await lanes.take([api], 'd-1');
      await lanes.take([api, web], 'd-2');
      expect(await lanes.take([api], 'd-back', 'first')).toEqual({ taken: false, place: 1, holders: ['d-1'] });
      expect(await lanes.take([api], 'd-later', 'first')).toEqual({ taken: false, place: 2, holders: ['d-1'] });
      expect(await lanes.take([api], 'd-back', 'first')).toEqual({ taken: false, place: 1, holders: ['d-1'] });
      expect((await lanes.state([api])).waiting).toEqual(['d-back', 'd-later', 'd-2']);
      expect(await lanes.take([api, web], 'd-2')).toMatchObject({ taken: false, place: 3 });
      expect(await lanes.take([web], 'd-web', 'first')).toMatchObject({ taken: true });
      expect(await lanes.leave('d-1')).toEqual(['d-back']);
      expect(await lanes.take([api], 'd-back', 'first')).toMatchObject({ taken: true, waiting: ['d-later', 'd-2'] });
    });

    test('giving back what one has not changes nothing', async () => {
      const lanes = await open();
      await lanes.take([api], 'd-1');
      await lanes.take([api], 'd-2');
      expect(await lanes.leave('d-9')).toEqual([]);
      expect(await lanes.leave('d-2')).toEqual([]);
      expect(await lanes.leave('d-2')).toEqual([]);
      expect(await lanes.state([api])).toEqual({ holders: [{ lane: api, deploymentId: 'd-1' }], waiting: [] });
    });

    test('of many at the same moment one has it and the others have different places', async () => {
      const lanes = await open();
      const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => lanes.take([api, web], `d-${i}`)));
      const places = answers.flatMap((answer) => (answer.taken ? [] : [answer.place]));
      expect(places.toSorted()).toEqual([1, 2, 3, 4, 5]);
    });
  });
}

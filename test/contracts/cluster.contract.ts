import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { Cluster, Move, Moved, Place, Standing } from '../../src/ports/cluster.ts';
import type { ImageFate } from '../fakes/cluster-place.ts';
import { besides, canaryPlace, colouredPlace, imageOf, rollingPlace } from './cluster-places.ts';

export interface ClusterHarness {
  cluster: Cluster;
  /** Begins a place anew: this image serves, with four replicas. */
  stand(place: Place, image: string): Promise<void>;
  fate(image: string, fate: ImageFate): void;
  /** Time goes on until pods are what their images make of them. */
  settle(): Promise<void>;
  /** Time goes on until every deadline is over. */
  expire(): Promise<void>;
  /** Somebody sets the image of the version that serves. */
  byHand(place: Place, image: string): Promise<void>;
  /** Whether anything was written since the last time this was asked. */
  wrote(): boolean;
  close(): Promise<void>;
}

const [one, two, three] = [imageOf(1), imageOf(2), imageOf(3)];

/** The promises of `ports/cluster.ts`. */
export function clusterContract(name: string, open: () => Promise<ClusterHarness>): void {
  describe(`clusters: ${name}`, () => {
    let at: ClusterHarness;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    /** Asks until there is no more to come, with time in between. */
    async function carryOut(place: Place, move: Move): Promise<Standing> {
      for (let turn = 0; turn < 12; turn++) {
        const moved = await at.cluster.move(place, move, null);
        if (moved.kind === 'changed') throw new Error('nobody else changed it');
        if (!moved.more) return moved.standing;
        await at.settle();
      }
      throw new Error(`${move.kind} did not come to an end: ${JSON.stringify(await at.cluster.read(place))}`);
    }
    async function serving(place: Place, image = one): Promise<Standing> {
      await at.stand(place, image);
      await at.settle();
      at.wrote();
      return at.cluster.read(place);
    }
    const faultOf = async (asked: Promise<unknown>) => {
      const error = await asked.then(
        () => null,
        (each: unknown) => each,
      );
      expect(error).toBeInstanceOf(Fault);
      return error as Fault;
    };
    const standingOf = (moved: Moved) => ({ kind: moved.kind, more: 'more' in moved ? moved.more : null });

    describe('rolling', () => {
      const place = rollingPlace();

      test('what serves is the stable version', async () => {
        const standing = await serving(place);
        expect(standing).toMatchObject({
          engine: 'quarterdeck',
          stable: { name: 'rolls', image: one, pods: { wanted: 4, ready: 4, restarts: 0, trouble: [] } },
          fresh: null,
          weight: 0,
          state: 'steady',
          why: null,
        });
        expect(standing.stable.revision).not.toBeNull();
      });

      test('brought up it takes over, and the old version is the stable one until it has', async () => {
        await serving(place);
        const moved = await at.cluster.move(place, { kind: 'bring-up', image: two }, null);
        expect(standingOf(moved)).toEqual({ kind: 'moved', more: true });
        expect(moved.standing).toMatchObject({ stable: { image: one }, fresh: { image: two }, state: 'moving' });
        expect(await carryOut(place, { kind: 'bring-up', image: two })).toMatchObject({
          stable: { image: two, pods: { wanted: 4, ready: 4 } },
          fresh: null,
          state: 'steady',
        });
      });

      test('what stands is not written again', async () => {
        await serving(place);
        await carryOut(place, { kind: 'bring-up', image: two });
        expect(at.wrote()).toBe(true);
        const again = await at.cluster.move(place, { kind: 'bring-up', image: two }, null);
        expect(standingOf(again)).toEqual({ kind: 'stood-already', more: false });
        expect(at.wrote()).toBe(false);
      });

      test('taken back in the middle, the version before serves alone', async () => {
        await serving(place);
        at.fate(three, { trouble: 'ImagePullBackOff', restarts: 0 });
        await at.cluster.move(place, { kind: 'bring-up', image: three }, null);
        await at.settle();
        expect((await at.cluster.read(place)).stable.image).toBe(one);
        const back = await carryOut(place, { kind: 'take-back' });
        expect(back).toMatchObject({ stable: { image: one, pods: { ready: 4 } }, fresh: null, state: 'steady' });
      });

      test('one that does not come up is stalled, and says why', async () => {
        await serving(place);
        at.fate(three, { trouble: 'ImagePullBackOff', restarts: 0 });
        await at.cluster.move(place, { kind: 'bring-up', image: three }, null);
        await at.settle();
        const trying = await at.cluster.read(place);
        expect(trying).toMatchObject({ state: 'moving', stable: { image: one }, fresh: { image: three } });
        expect(trying.fresh?.pods.trouble.join()).toContain('ImagePullBackOff');
        await at.expire();
        const stalled = await at.cluster.read(place);
        expect(stalled).toMatchObject({ state: 'stalled', stable: { image: one, pods: { ready: 4 } } });
        expect(stalled.why).toMatch(/ProgressDeadlineExceeded.*ImagePullBackOff/s);
      });

      test('it goes back to an image that served before', async () => {
        await serving(place);
        await carryOut(place, { kind: 'bring-up', image: two });
        const moved = await at.cluster.move(place, { kind: 'return-to', image: one }, null);
        expect(standingOf(moved)).toEqual({ kind: 'moved', more: true });
        const back = await carryOut(place, { kind: 'return-to', image: one });
        expect(back).toMatchObject({ stable: { image: one }, fresh: null, state: 'steady' });
      });

      test('it is held and goes on', async () => {
        await serving(place);
        await at.cluster.move(place, { kind: 'bring-up', image: two }, null);
        const held = await at.cluster.move(place, { kind: 'pause' }, null);
        expect(held.standing.state).toBe('paused');
        await at.settle();
        expect((await at.cluster.read(place)).stable.image).toBe(one);
        expect(standingOf(await at.cluster.move(place, { kind: 'pause' }, null)).kind).toBe('stood-already');
        await at.cluster.move(place, { kind: 'resume' }, null);
        expect(await carryOut(place, { kind: 'bring-up', image: two })).toMatchObject({ stable: { image: two } });
      });

      test('only engines try again by themselves', async () => {
        await serving(place);
        expect(await faultOf(at.cluster.move(place, { kind: 'retry' }, null))).toMatchObject({ kind: 'rejected' });
      });
    });

    describe.each(besides)('%s', (_, place) => {
      const { strategy } = place;
      const coloured = strategy.kind === 'blue-green';
      const byReplicas = 'traffic' in strategy && strategy.traffic.by === 'replicas';
      const bySelector = coloured && byReplicas;
      const share = byReplicas ? 20 : 25;
      const step: Move = { kind: 'weigh', percent: bySelector ? 100 : 25, image: two };

      test('the new version comes up beside the stable one, and gets no traffic', async () => {
        const before = await serving(place);
        expect(before).toMatchObject({ stable: { image: one, pods: { ready: 4 } }, fresh: null, weight: 0 });
        const moved = await at.cluster.move(place, { kind: 'bring-up', image: two }, before.mark);
        expect(standingOf(moved)).toEqual({ kind: 'moved', more: true });
        expect(moved.standing).toMatchObject({ fresh: { image: two, pods: { ready: 0 } }, weight: 0, state: 'moving' });
        const up = await carryOut(place, { kind: 'bring-up', image: two });
        expect(up).toMatchObject({ stable: { image: one }, fresh: { image: two }, state: 'steady' });
        expect(up.fresh?.pods.ready).toBe(up.fresh?.pods.wanted);
        if (!byReplicas || coloured) expect(up.weight).toBe(0);
        expect(up.mark).not.toBe(before.mark);
        at.wrote();
        const again = await at.cluster.move(place, { kind: 'bring-up', image: two }, null);
        expect(standingOf(again)).toEqual({ kind: 'stood-already', more: false });
        expect(at.wrote()).toBe(false);
      });

      test('it gets its share, once', async () => {
        await serving(place);
        await carryOut(place, { kind: 'bring-up', image: two });
        const weighed = await carryOut(place, step);
        expect(weighed).toMatchObject({ stable: { image: one }, fresh: { image: two } });
        expect(weighed.weight).toBe(bySelector ? 100 : share);
        at.wrote();
        expect(standingOf(await at.cluster.move(place, step, null)).kind).toBe('stood-already');
        expect(at.wrote()).toBe(false);
      });

      test('taken back, the stable version serves alone', async () => {
        await serving(place);
        await carryOut(place, { kind: 'bring-up', image: two });
        await carryOut(place, step);
        const back = await carryOut(place, { kind: 'take-back' });
        expect(back).toMatchObject({ stable: { image: one }, fresh: null, weight: 0 });
        await at.settle();
        expect(await at.cluster.read(place)).toMatchObject({
          stable: { image: one, pods: { ready: 4 } },
          state: 'steady',
        });
        expect(standingOf(await at.cluster.move(place, { kind: 'take-back' }, null))).toEqual({
          kind: 'stood-already',
          more: false,
        });
      });

      test('promoted it is the stable version, and goes back to the one before', async () => {
        await serving(place);
        await carryOut(place, { kind: 'bring-up', image: two });
        await carryOut(place, step);
        const promoted = await carryOut(place, { kind: 'promote', image: two });
        expect(promoted).toMatchObject({ stable: { image: two }, fresh: null, weight: 0 });
        const retired = await carryOut(place, { kind: 'retire', replicas: 1 });
        expect(retired).toMatchObject({ stable: { image: two }, fresh: null });
        await at.settle();
        const back = await carryOut(place, { kind: 'return-to', image: one });
        expect(back).toMatchObject({ stable: { image: one, pods: { ready: 4 } }, fresh: null, weight: 0 });
      });

      test('after a promotion the next version is tried in the same way', async () => {
        await serving(place);
        for (const image of [two, imageOf(4)]) {
          await carryOut(place, { kind: 'bring-up', image });
          await carryOut(place, { kind: 'promote', image });
          await at.settle();
        }
        expect(await at.cluster.read(place)).toMatchObject({
          stable: { image: imageOf(4) },
          fresh: null,
          state: 'steady',
        });
      });

      test('what was not brought up gets no traffic, and nothing is written', async () => {
        await serving(place);
        expect(await faultOf(at.cluster.move(place, { kind: 'weigh', percent: 25, image: two }, null))).toMatchObject({
          kind: 'rejected',
        });
        expect(at.wrote()).toBe(false);
      });

      test('what serves already is neither brought up nor weighed again', async () => {
        await serving(place);
        for (const move of [
          { kind: 'bring-up', image: one },
          { kind: 'weigh', percent: 25, image: one },
          { kind: 'promote', image: one },
        ] as const)
          expect(standingOf(await at.cluster.move(place, move, null))).toEqual({ kind: 'stood-already', more: false });
        expect(at.wrote()).toBe(false);
      });

      test('pods that do not come up get no traffic', async () => {
        await serving(place);
        at.fate(three, { trouble: 'CrashLoopBackOff', restarts: 4 });
        await at.cluster.move(place, { kind: 'bring-up', image: three }, null);
        await at.settle();
        if (!byReplicas || coloured) {
          const percent = bySelector ? 100 : 25;
          const moved = await at.cluster.move(place, { kind: 'weigh', percent, image: three }, null);
          expect(standingOf(moved)).toEqual({ kind: 'stood-already', more: true });
        }
        const tried = await at.cluster.read(place);
        expect(tried).toMatchObject({ stable: { image: one }, fresh: { image: three }, weight: 0 });
        expect(tried.fresh?.pods.trouble.join()).toContain('CrashLoopBackOff');
        expect(tried.fresh?.pods.restarts).toBeGreaterThan(0);
        expect((await at.cluster.log(place, 5)).length).toBeGreaterThan(0);
        await at.expire();
        expect(await at.cluster.read(place)).toMatchObject({ state: 'stalled' });
        expect(await carryOut(place, { kind: 'take-back' })).toMatchObject({ stable: { image: one }, fresh: null });
      });
    });

    describe('what somebody else does', () => {
      const place = canaryPlace('shared', { by: 'http-route', route: 'shared' });

      test('is seen, named, and not written over', async () => {
        const before = await serving(place);
        await at.settle();
        await at.byHand(place, imageOf(9));
        const moved = await at.cluster.move(place, { kind: 'bring-up', image: two }, before.mark);
        expect(moved).toMatchObject({ kind: 'changed', standing: { changedBy: 'kubectl-edit', fresh: null } });
        expect(at.wrote()).toBe(false);
        expect((await at.cluster.move(place, { kind: 'bring-up', image: two }, moved.standing.mark)).kind).toBe(
          'moved',
        );
      });

      test('is not what Quarterdeck wrote itself, before it was killed', async () => {
        const before = await serving(place);
        await at.cluster.move(place, { kind: 'bring-up', image: two }, before.mark);
        const again = await at.cluster.move(place, { kind: 'bring-up', image: two }, before.mark);
        expect(standingOf(again)).toEqual({ kind: 'stood-already', more: true });
        await carryOut(place, { kind: 'bring-up', image: two });
        const weighed = await at.cluster.move(place, { kind: 'weigh', percent: 25, image: two }, before.mark);
        expect(weighed).toMatchObject({ kind: 'moved', standing: { weight: 25, changedBy: null } });
      });

      test('changes the mark, and pods that come and go do not', async () => {
        const before = await serving(place);
        const moved = await at.cluster.move(place, { kind: 'bring-up', image: two }, before.mark);
        await at.settle();
        const up = await at.cluster.read(place);
        expect(up.mark).toBe(moved.standing.mark);
        await at.byHand(place, imageOf(9));
        expect((await at.cluster.read(place)).mark).not.toBe(up.mark);
      });
    });

    test('blue-green: the old colour is kept small, and with all of the traffic the new one is the stable one', async () => {
      const place = colouredPlace('kept', { by: 'http-route', route: 'kept' });
      await serving(place);
      await carryOut(place, { kind: 'bring-up', image: two });
      await carryOut(place, { kind: 'weigh', percent: 5, image: two });
      expect(await faultOf(at.cluster.move(place, { kind: 'retire', replicas: 1 }, null))).toMatchObject({
        kind: 'rejected',
      });
      expect(await carryOut(place, { kind: 'weigh', percent: 100, image: two })).toMatchObject({
        stable: { image: one },
        fresh: { image: two },
        weight: 100,
      });
      const retired = await carryOut(place, { kind: 'retire', replicas: 1 });
      expect(retired).toMatchObject({ stable: { image: two, pods: { ready: 4 } }, fresh: null, weight: 0 });
      at.wrote();
      await carryOut(place, { kind: 'retire', replicas: 1 });
      expect(at.wrote()).toBe(false);
    });

    test('a cluster that is not set up is told with those that are', async () => {
      const place = rollingPlace();
      const elsewhere = { ...place, workload: { ...place.workload, cluster: 'nowhere' } };
      const fault = await faultOf(at.cluster.read(elsewhere));
      expect(fault.kind).toBe('not-found');
      expect(fault.message).toMatch(/nowhere.*production/s);
      expect(at.cluster.names()).toContain('production');
    });

    test('what is not there is told by its name', async () => {
      const fault = await faultOf(at.cluster.read(rollingPlace('nobody')));
      expect(fault.kind).toBe('not-found');
      expect(fault.message).toMatch(/nobody.*shop.*production/s);
    });

    test('whoever watches is told of changes until they stop', async () => {
      const place = rollingPlace('watched');
      await serving(place);
      await serving(rollingPlace('other'));
      const told: string[] = [];
      const stop = new AbortController();
      at.cluster.watch([place], (service) => void told.push(service), stop.signal);
      await at.byHand(place, two);
      await vi.waitFor(() => expect(told).toContain('watched'), 10_000);
      stop.abort();
      expect(new Set(told)).toEqual(new Set(['watched']));
    });
  });
}

import { afterEach, expect, test, vi } from 'vitest';
import { createClusterNews, type Followed } from '../../src/inbound/cluster-news.ts';
import { createFakeCluster } from '../fakes/cluster.ts';
import { createRolloutStory } from '../workflows/rollout-story.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A place that is followed as long as its deployment is being rolled out. */
function follows() {
  vi.useFakeTimers();
  const { place } = createRolloutStory();
  const cluster = createFakeCluster();
  cluster.stand(place(), 'ghcr.io/acme/api:old');
  let live: Followed[] = [{ deploymentId: 'd-aaaaaaaaaa', places: [place()] }];
  const told: string[] = [];
  const errors: unknown[] = [];
  let fails = false;
  const news = createClusterNews({
    cluster,
    inFlight: async () => {
      if (fails) throw new Error('the database is away');
      return live;
    },
    signal: async (id) => void told.push(id),
    onError: (error) => errors.push(error),
    interval: 1_000,
    breath: 100,
  });
  return {
    ...{ news, cluster, place, told, errors },
    rolls: (followed: Followed[]) => {
      live = followed;
    },
    fails: (now: boolean) => {
      fails = now;
    },
  };
}

test('many changes in one breath are told once, and only while it is rolled out', async () => {
  const { news, cluster, place, told, rolls } = follows();
  news.start();
  await vi.advanceTimersByTimeAsync(10);
  for (let change = 0; change < 5; change++) cluster.byHand(place(), `ghcr.io/acme/api:${change}`);
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toEqual(['d-aaaaaaaaaa']);
  cluster.byHand(place(), 'ghcr.io/acme/api:later');
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toHaveLength(2);
  rolls([]);
  await vi.advanceTimersByTimeAsync(1_000);
  cluster.byHand(place(), 'ghcr.io/acme/api:over');
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toHaveLength(2);
  await news.stop();
});

test('a look that fails is made again, and nothing is told once it has stopped', async () => {
  const { news, cluster, place, told, errors, fails } = follows();
  fails(true);
  news.start();
  await vi.advanceTimersByTimeAsync(10);
  expect(errors).toHaveLength(1);
  fails(false);
  await vi.advanceTimersByTimeAsync(1_000);
  cluster.byHand(place(), 'ghcr.io/acme/api:now');
  const stopped = news.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
  expect(told).toEqual([]);
});

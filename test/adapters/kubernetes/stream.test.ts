import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { Access } from '../../../src/adapters/kubernetes/access.ts';
import { pods } from '../../../src/adapters/kubernetes/kinds.ts';
import { createStream } from '../../../src/adapters/kubernetes/watching.ts';

test('a stream that is begun again and again leaves nothing behind on what ends it', async () => {
  let streams = 0;
  const access: Access = {
    cluster: 'production',
    send: async () => ({ metadata: { resourceVersion: '1' } }),
    review: async () => ({}),
    async stream(_call, _event, done) {
      streams += 1;
      setImmediate(() => done(null));
      return new AbortController();
    },
  };
  const ends = new Set<AbortSignal>();
  const stream = createStream(access, pods, 'shop', {
    pause: async (_length, stop) => void ends.add(stop),
    random: () => 0,
    onTrouble: ({ err }) => {
      throw err;
    },
  });
  const end = stream.follow(() => {});
  await vi.waitFor(() => expect(streams).toBeGreaterThan(50));
  const [stop] = ends;
  expect(stop && getEventListeners(stop, 'abort').length).toBeLessThan(3);
  end();
  expect(stop?.aborted).toBe(true);
});

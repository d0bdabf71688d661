import { listenAsPrometheus } from '../../sandbox/prometheus/server.ts';
import { createStore } from '../../sandbox/prometheus/store.ts';
import { Fault } from '../../src/model/fault.ts';
import { createFakeMetrics } from '../fakes/metrics.ts';
import { instants, metricsContract } from './metrics.contract.ts';
import { metricsAt } from './metrics-harness.ts';
import { type Known, questions, several, unreadable, unworkable } from './metrics-questions.ts';
import { begin, every, scraped } from './metrics-scraped.ts';
import { startRealPrometheus } from './prometheus-real.ts';

metricsContract('fake', async () => {
  const metrics = createFakeMetrics();
  for (const { query, answer } of Object.values<Known>(questions))
    metrics.know(
      query,
      answer.map(({ labels, value }) => ({ labels, samples: instants.map((at) => ({ at, value })) })),
    );
  metrics.know(
    several,
    ['a', 'b'].map((pod) => ({ labels: { pod }, samples: instants.map((at) => ({ at, value: 1 })) })),
  );
  for (const query of [unreadable, unworkable]) metrics.refuse(query, 'parse error: told so by the test');
  const away = createFakeMetrics();
  away.fail(new Fault('unavailable', 'The source is away.'));
  return { metrics, away, close: async () => {} };
});

metricsContract('sandbox', async () => {
  const store = createStore();
  for (const { name, labels, values } of scraped)
    for (const [index, value] of values.entries())
      store.add({ ...labels, __name__: name }, begin + index * every, value);
  const means = { store, now: () => begin + 20 * 60_000, fresh: () => {}, authorization: null };
  const [server, away] = [await listenAsPrometheus(means), await listenAsPrometheus(means)];
  away.trouble('away');
  return {
    metrics: metricsAt(server.url),
    away: metricsAt(away.url),
    close: async () => void (await Promise.all([server.close(), away.close()])),
  };
});

/** Where a machine has the real one, its folder is told (as in `/usr/bin`), and the same lines hold there. */
const programs = process.env.REAL_PROMETHEUS;
if (programs) {
  metricsContract('a real Prometheus', async () => {
    const server = await startRealPrometheus(programs, scraped);
    const gone = await listenAsPrometheus({ store: createStore(), now: () => 0, fresh: () => {}, authorization: null });
    await gone.close();
    return { metrics: metricsAt(server.url), away: metricsAt(gone.url), close: server.close };
  });
}

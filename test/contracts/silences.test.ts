import { randomUUID } from 'node:crypto';
import { createAlertmanager } from '../../sandbox/alertmanager/server.ts';
import { createSilences } from '../../src/adapters/alertmanager/silences.ts';
import { type AlertScope, sameScope } from '../../src/model/silence.ts';
import { minute } from '../../src/model/time.ts';
import { createFakeSilences } from '../fakes/silences.ts';
import { createParts, createRoad } from './around-simulated.ts';
import { realAlertmanager } from './real-alertmanager.ts';
import { type SilencesHarness, silencesContract } from './silences.contract.ts';
import { silencesOverTimeContract } from './silences-over-time.contract.ts';

type Timed = SilencesHarness & { pass(length: number): void };

async function openFake(): Promise<Timed> {
  let now = Date.parse('2026-01-20T15:00:00Z');
  let marks = 0;
  const silences = createFakeSilences(() => now);
  return {
    silences,
    another: silences,
    now: () => now,
    pass: (length) => {
      now += length;
    },
    mark: () => `d-${++marks}`,
    countOf: async (scope) => silences.standing().filter((each) => sameScope(each.scope, scope)).length,
    byHand: async (scope) => silences.byHand(scope, now + 10 * minute),
    close: async () => {},
  };
}

async function openSimulated(): Promise<Timed> {
  const parts = createParts();
  const { clock } = parts;
  const simulation = await createAlertmanager(parts);
  const make = () =>
    createSilences({ url: simulation.url, credentials: null, road: createRoad(), clock: () => clock.now() });
  const labels = (each: { matchers: { name: string; value: string }[] }): AlertScope =>
    Object.fromEntries(each.matchers.map(({ name, value }) => [name, value]));
  let marks = 0;
  return {
    silences: make(),
    another: make(),
    now: () => clock.now(),
    pass: (length) => clock.set(clock.now() + length),
    mark: () => `d-${++marks}`,
    countOf: async (scope) => simulation.active().filter((each) => sameScope(labels(each), scope)).length,
    byHand: async (scope) =>
      void simulation.silenceByHand({ labels: { ...scope }, comment: 'by hand', by: 'sam', forMs: 10 * minute }),
    close: async () => {
      await simulation.close();
      clock.close();
    },
  };
}

silencesContract('in memory', openFake);
silencesContract('the adapter against the simulated Alertmanager', openSimulated);
silencesOverTimeContract('in memory', openFake);
silencesOverTimeContract('the adapter against the simulated Alertmanager', openSimulated);

// The original, where the pipeline started one.
const { ALERTMANAGER_URL: url } = process.env;
if (url)
  silencesContract('the adapter against a real Alertmanager', async () => ({
    ...realAlertmanager(url),
    mark: () => `d-${randomUUID()}`,
  }));

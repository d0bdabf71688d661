import type {
  Analysis,
  Around,
  Delivery,
  HealthCheck,
  KubernetesStrategy,
  RollbackRule,
  Strategy,
  Workload,
} from '../../src/model/delivery.ts';
import { strategyFor } from '../../src/model/delivery.ts';
import type { Rollout } from '../../src/model/rollout.ts';
import type { Millis } from '../../src/model/time.ts';
import { hour, minute, second } from '../../src/model/time.ts';
import type { Place } from '../../src/ports/cluster.ts';
import type { SteerChoice } from '../../src/workflows/deploy-message.ts';
import { catalog, environment, gates, now, person, pipeline } from '../builders.ts';
import { createStory } from './story.ts';

export const every = 30 * second;

export function workload(service: string): Workload {
  return {
    ...{ service, cluster: 'production', namespace: 'trading', name: service, container: 'app' },
    image: `ghcr.io/acme/${service}:`.concat('$', '{ref}'),
  };
}

const where = { on: 'kubernetes' as const, deadline: 5 * minute };
const route = { by: 'http-route' as const, route: 'trading' };

export function canary(
  services: string[] = ['api'],
  changes: Partial<Extract<Strategy, { kind: 'canary' }>> = {},
): Strategy {
  return {
    ...{ kind: 'canary', ...where, workloads: services.map(workload), replicas: null, engine: 'quarterdeck' },
    traffic: route,
    phases: [{ weight: 10, watch: 15 * minute }],
    ...changes,
  };
}

export function blueGreen(services: string[] = ['api']): Strategy {
  return {
    ...{ kind: 'blue-green', ...where, workloads: services.map(workload), replicas: 5, traffic: route, keep: 1 },
    phases: [
      { weight: 5, watch: 5 * minute },
      { weight: 100, watch: 10 * minute },
    ],
  };
}

export const alive: HealthCheck = {
  ...{ name: 'alive', kind: 'http', url: 'https://{{service}}.example.com/health', status: [200], contains: null },
  ...{ within: second, attempts: 3, pause: 10 * second },
};

/** Errors take it back, a missed latency asks. */
export const analysis: Analysis = {
  ...{ every, leastSamples: 3, patience: 3 * minute },
  rules: [
    {
      check: 'threshold',
      metric: 'errors',
      unit: 'percent',
      kind: 'gauge',
      onFail: 'roll-back',
      max: 5,
      consecutive: 3,
    },
    { check: 'threshold', metric: 'p95', unit: 'ms', kind: 'gauge', onFail: 'ask', max: 1_000, consecutive: 3 },
  ],
};

const query = (metric: string) => `${metric}{service="{{service}}",track="{{track}}"}`;

/** A deployment of some services to staging, which is delivered to in phases, on fakes. */
export function createRolloutStory(
  given: Partial<Delivery> & {
    services?: string[];
    measured?: Millis;
    around?: Around;
    rollback?: RollbackRule;
  } = {},
) {
  const { services = ['api'], measured = 2 * hour, around = null, rollback = null, ...changes } = given;
  const delivery: Delivery = {
    ...{ strategy: canary(services), majorStrategy: null, analysis, smoke: [alive], roles: ['release-managers'] },
    ...{ order: [], whenOneFails: 'stop' },
    ...changes,
  };
  const metrics = (['errors', 'p95'] as const).map((name) => ({
    ...{ name, query: query(name), kind: 'gauge' as const },
    unit: name === 'errors' ? ('percent' as const) : ('ms' as const),
  }));
  const refs = { branches: ['develop'], tags: ['v*.*.*'], shas: false };
  const environments = [environment({ delivery, metrics, around, rollback, gates: gates({ ref: refs }) })];
  const groups = { default: services };
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments, groups })] }), atOnce: false });
  const { cluster, health, durable } = story;
  const strategy = delivery.strategy as KubernetesStrategy;
  const places = new Map<string, Place>(
    strategy.on === 'kubernetes'
      ? strategy.workloads.map((each) => [each.service, { workload: each, strategy: strategyFor(strategy, each) }])
      : [],
  );
  for (const [service, place] of places) cluster.stand(place, `ghcr.io/acme/${service}:old`);
  health.all(null);
  let presses = 0;

  const place = (service = 'api') => {
    const found = places.get(service);
    if (!found) throw new Error(`there is no ${service}`);
    return found;
  };
  /** From `from` after the beginning on, a metric of a service is so. */
  const measure = (metric: 'errors' | 'p95', value: (at: Millis) => number, service = 'api', track = 'canary') => {
    const count = measured / (5 * second);
    const samples = Array.from({ length: count }, (_, index) => ({
      at: now + index * 5 * second,
      value: value(index * 5 * second),
    }));
    const text = query(metric);
    story.metrics.know({ text, about: { service, track } }, [{ labels: {}, samples }]);
  };
  for (const service of services)
    for (const track of ['canary', 'stable']) {
      measure('errors', () => 0.2, service, track);
      measure('p95', () => 240, service, track);
    }

  return {
    ...story,
    place,
    measure,
    image: (service = 'api', ref = 'develop') => `ghcr.io/acme/${service}:${ref}`,
    /** Asked for, and its run has succeeded. */
    async begun(ref: string | null = null): Promise<string> {
      const id = await story.ask('dev', { ref });
      await story.completes(id, 'success');
      return id;
    },
    /** Pods become what their images make of them, and time goes on. */
    async goesOn(by: Millis): Promise<void> {
      for (let left = by; left > 0; left -= 5 * second) {
        cluster.settle();
        await durable.advance(Math.min(left, 5 * second));
      }
    },
    async rollout(id: string): Promise<Rollout> {
      const { rollout } = await story.read(id);
      if (!rollout) throw new Error(`${id} is not rolled out`);
      return rollout;
    },
    async presses(
      handle: string,
      id: string,
      choice: SteerChoice,
      seen?: Partial<Rollout>,
      reason?: string,
    ): Promise<boolean> {
      const rollout = { ...(await story.read(id)).rollout, ...seen };
      const sent = await story.start.steer({
        ...{ id: `press-${presses++}`, deploymentId: id, by: person(handle), channel: 'C0DEPLOYS', responseUrl: null },
        ...{ choice, wave: rollout.wave ?? 0, at: rollout.at ?? -1, round: rollout.question?.round ?? null },
        ...(reason === undefined ? {} : { reason }),
      });
      await durable.runUntilIdle();
      return sent;
    },
    standing: (service = 'api') => cluster.read(place(service)),
    moves: () =>
      cluster
        .written()
        .map(({ service, move }) => [service, move.kind, 'percent' in move ? move.percent : ''].join(' ').trim()),
    buttons: (id: string) => story.card(id).buttons.map(({ label }) => label),
    said: (handle: string) => story.told(handle).flatMap((notice) => (notice.kind === 'text' ? [notice.title] : [])),
  };
}

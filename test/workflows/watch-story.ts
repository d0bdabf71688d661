import type { MetricRule } from '../../src/model/analysis.ts';
import type { Environment } from '../../src/model/catalog.ts';
import type { MetricSource, RollbackRule, WatchRule } from '../../src/model/delivery.ts';
import { minute, second } from '../../src/model/time.ts';
import type { WorkflowDefinition } from '../../src/ports/durable.ts';
import { rollbackWorkflow } from '../../src/workflows/rollback-message.ts';
import { catalog, environment, gates, now, pipeline, running } from '../builders.ts';
import { createStory } from './story.ts';

export const every = 30 * second;
export const errors: MetricSource = {
  name: 'errors',
  query: 'errors{service="{{service}}",environment="{{environment}}",version="{{version}}"}',
  unit: 'percent',
  kind: 'gauge',
};
const base = { metric: 'errors', unit: 'percent', kind: 'gauge' } as const;
export const trigger: MetricRule = { ...base, check: 'threshold', onFail: 'roll-back', max: 5, consecutive: 3 };
export const goal: MetricRule = { ...base, check: 'threshold', onFail: 'ask', max: 0.1, consecutive: 3 };
export const asBefore: MetricRule = { ...base, check: 'baseline', onFail: 'ask', within: 20 };

export const rollback: RollbackRule = {
  by: 'workflow',
  workflow: 'rollback.yml',
  inputs: {},
  roles: ['release-managers'],
  target: 3 * minute,
  lock: true,
  migrations: [],
  database: null,
};

export function watchRule(changes: Partial<WatchRule> = {}): WatchRule {
  return {
    length: 15 * minute,
    analysis: { every, leastSamples: 5, patience: 3 * minute, rules: [trigger, goal] },
    health: [],
    healthFailures: null,
    baseline: null,
    ...changes,
  };
}

/** One service, or several in one group, deployed to staging and watched there. */
export function createWatchStory(
  changes: Partial<WatchRule> = {},
  more: Partial<Environment> = {},
  services = ['api'],
) {
  const staging = environment({
    watch: watchRule(changes),
    rollback,
    around: { silence: null, annotation: null, page: { severity: 'critical' } },
    metrics: [errors],
    ...more,
  });
  const one = pipeline({
    services,
    groups: services.length > 1 ? { default: services } : {},
    default: services.length > 1 ? 'default' : 'api',
    environments: [
      staging,
      environment({ name: 'production', gates: gates({ after: { environment: 'staging', same: 'sha' } }) }),
    ],
  });
  const rollbacks: unknown[] = [];
  // What takes it back is another story: here it is only noted what it was asked with.
  const noted: WorkflowDefinition = {
    name: rollbackWorkflow,
    body: async (_, request) => void rollbacks.push(request),
  };
  const story = createStory({ catalog: catalog({ pipelines: [one] }), instead: [noted] });

  /** What is measured of a version, at every interval from an hour before; each part from its instant on. */
  const measures = (version: string, ...parts: [from: number, value: number | null][]) => {
    const begin = Math.floor((now - 60 * minute) / every) * every;
    const samples = Array.from({ length: 400 }, (_, index) => begin + index * every).flatMap((at) => {
      const value = parts.findLast(([from]) => from <= at)?.[1] ?? null;
      return value === null ? [] : [{ at, value }];
    });
    for (const service of services)
      story.metrics.know(
        { text: errors.query, about: { service, environment: 'staging', version } },
        samples.length > 0 ? [{ labels: {}, samples }] : [],
      );
  };
  const ask: typeof story.ask = (handle, wanted = {}) => story.ask(handle, { target: one.default ?? 'api', ...wanted });
  return {
    ...story,
    ask,
    rollbacks,
    measures,
    /** Something was verified there before. */
    verifiedBefore: () =>
      story.deployments.setRunning([running({ ref: 'v1.3.0', sha: story.release, verified: true })]),
    /** Deploys, and the run succeeds. */
    async deployed(handle = 'dev'): Promise<string> {
      const id = await ask(handle);
      await story.completes(id, 'success');
      return id;
    },
    async answers(handle: string, id: string, choice: 'keep' | 'roll-back', round = 1): Promise<boolean> {
      const by = story.who(handle);
      const where = { channel: 'C0DEPLOYS', responseUrl: null };
      const sent = await story.start.answerWatch({
        id: `answer-${handle}-${round}-${choice}`,
        deploymentId: id,
        round,
        choice,
        by,
        ...where,
      });
      await story.durable.runUntilIdle();
      return sent;
    },
    async watch(id: string) {
      const { watch } = await story.read(id);
      if (!watch) throw new Error(`${id} is not watched`);
      return watch;
    },
    verified: async () => (await story.deployments.running({ environment: 'staging' })).map(({ verified }) => verified),
  };
}

import { describe, expect, test } from 'vitest';
import type { HealthCheck, Strategy } from '../../../src/model/delivery.ts';
import type { RolloutStep } from '../../../src/model/rollout.ts';
import { minute } from '../../../src/model/time.ts';
import { planOf } from '../../../src/policy/strategies/plan.ts';

const check: HealthCheck = {
  ...{ name: 'alive', kind: 'http', url: 'https://{{service}}.example.com/', status: [200], contains: null },
  ...{ within: 1_000, attempts: 3, pause: 1_000 },
};
const place: Pick<Extract<Strategy, { kind: 'canary' }>, 'on' | 'workloads' | 'replicas' | 'deadline'> = {
  ...{ on: 'kubernetes', workloads: [], replicas: null, deadline: 10 * minute },
};
const traffic = { by: 'http-route', route: 'api' } as const;

/** As in `watch 10 5m`. */
function say(step: RolloutStep): string {
  switch (step.step) {
    case 'bring-up':
      return `bring up ${step.replicas ?? 'as many as it needs'}`;
    case 'smoke':
      return `smoke ${step.checks}`;
    case 'weigh':
      return `${step.percent} %`;
    case 'watch':
      return `watch ${step.length / minute} min`;
    case 'promote':
      return 'promote';
    case 'retire':
      return `old to ${step.replicas}`;
  }
}

const table: [string, Strategy, number, string[]][] = [
  [
    'a canary of 10 % for 15 minutes',
    { kind: 'canary', ...place, engine: 'quarterdeck', traffic, phases: [{ weight: 10, watch: 15 * minute }] },
    1,
    ['bring up as many as it needs', 'smoke 1', '10 %', 'watch 15 min', 'promote', 'old to 0'],
  ],
  [
    'a canary of four phases, the last without a watch',
    {
      ...{ kind: 'canary', ...place, engine: 'quarterdeck', traffic },
      phases: [
        { weight: 5, watch: 5 * minute },
        { weight: 25, watch: 10 * minute },
        { weight: 50, watch: 15 * minute },
        { weight: 100, watch: 0 },
      ],
    },
    0,
    [
      ...['bring up as many as it needs', '5 %', 'watch 5 min', '25 %', 'watch 10 min', '50 %', 'watch 15 min'],
      ...['100 %', 'promote', 'old to 0'],
    ],
  ],
  [
    'blue-green in seven steps',
    {
      ...{ kind: 'blue-green', ...place, replicas: 5, traffic, keep: 1 },
      phases: [
        { weight: 5, watch: 5 * minute },
        { weight: 100, watch: 10 * minute },
      ],
    },
    2,
    ['bring up 5', 'smoke 2', '5 %', 'watch 5 min', '100 %', 'watch 10 min', 'old to 1'],
  ],
  [
    'a rolling update, with its smoke test at the end',
    { kind: 'rolling', on: 'kubernetes', workloads: [], maxSurge: 1, maxUnavailable: 0, minReady: 0, deadline: minute },
    1,
    ['bring up as many as it needs', 'smoke 1'],
  ],
  ['moved by the run', { kind: 'by-run', on: 'run', watch: 10 * minute }, 1, ['smoke 1', 'watch 10 min']],
  ['moved by the run and not looked at', { kind: 'by-run', on: 'run', watch: 0 }, 0, []],
];

describe('the plan of a strategy', () => {
  test.each(table)('%s', (_, strategy, checks, wanted) => {
    const smoke = Array.from({ length: checks }, () => check);
    expect(planOf(strategy, { smoke }).steps.map(say)).toEqual(wanted);
  });
});

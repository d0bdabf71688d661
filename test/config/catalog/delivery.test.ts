import { describe, expect, test } from 'vitest';
import { hour, minute, second } from '../../../src/model/time.ts';
import { built, kubernetes } from './delivery-base.ts';

const canary = (more = '', analysis = '') => `delivery:
  strategy:
    canary: { phases: [10% for 15m]${more} }
${`${kubernetes}\n${analysis}`.replace(/^(?=.)/gm, '  ')}`;
const limit = { check: 'threshold', unit: 'percent', kind: 'gauge', traffic: { metric: 'requests', least: 1 } };

describe('how a release reaches its users', () => {
  test('a canary, with every default filled in', () => {
    const workload = { cluster: 'production', namespace: 'shop' };
    const workloads = ['api', 'worker'].map((service) => ({
      ...workload,
      service,
      name: service,
      container: service,
      image: `ghcr.io/acme/\${service}:\${sha}`,
    }));
    expect(built({ settings: canary() }).delivery).toEqual({
      strategy: {
        kind: 'canary',
        on: 'kubernetes',
        engine: 'quarterdeck',
        traffic: { by: 'replicas' },
        phases: [{ weight: 10, watch: 15 * minute }],
        replicas: null,
        deadline: 10 * minute,
        workloads,
      },
      majorStrategy: null,
      analysis: null,
      smoke: [],
      roles: ['developers'],
      order: [['api', 'worker']],
      whenOneFails: 'take-back-all',
    });
  });

  test('another engine', () => {
    const { strategy } =
      built({
        settings: `delivery:\n  strategy: { canary: { phases: [5% for 5m, 100%], engine: argo-rollouts } }\n${kubernetes.replace(/^/gm, '  ')}`,
      }).delivery ?? {};
    expect(strategy).toMatchObject({ kind: 'canary', engine: 'argo-rollouts', replicas: null });
  });

  test('what moves the traffic, for all or for one', () => {
    const settings = `delivery:
  strategy:
    canary: { phases: [5% for 5m, 25% for 10m, 100%], traffic: { http_route: shop }, replicas: 2, deadline: 5m }
  kubernetes:
    cluster: production
    namespace: shop
    workloads:
      api: { image: 'a:\${sha}', deployment: shop-api, traffic: { ingress_nginx: api } }
      worker: { image: 'w:\${ref}', container: main, traffic: { http_route: worker } }`;
    const { strategy } = built({ settings }).delivery ?? {};
    expect(strategy).toMatchObject({
      engine: 'quarterdeck',
      replicas: 2,
      deadline: 5 * minute,
      traffic: { by: 'http-route', route: 'shop' },
      phases: [
        { weight: 5, watch: 5 * minute },
        { weight: 25, watch: 10 * minute },
        { weight: 100, watch: 0 },
      ],
      workloads: [
        {
          name: 'shop-api',
          container: 'shop-api',
          image: `a:\${sha}`,
          traffic: { by: 'ingress-nginx', ingress: 'api' },
        },
        { name: 'worker', container: 'main', traffic: { by: 'http-route', route: 'worker' } },
      ],
    });
  });

  test('rolling, blue-green and a canary for major versions', () => {
    const settings = `delivery:
  strategy:
    blue_green: { phases: [5% for 5m, 100% for 10m], traffic: { http_route: shop }, replicas: 5 }
  major_versions:
    rolling: { max_surge: 2, min_ready: 30s }
${kubernetes.replace(/^(?=.)/gm, '  ')}`;
    const { strategy, majorStrategy } = built({ settings }).delivery ?? {};
    expect(strategy).toMatchObject({ kind: 'blue-green', replicas: 5, keep: 1 });
    expect(majorStrategy).toMatchObject({
      kind: 'rolling',
      maxSurge: 2,
      maxUnavailable: 0,
      minReady: 30 * second,
      deadline: 10 * minute,
    });
  });

  test('by the run, judged for a while', () => {
    const settings = `rollback: { by: workflow, workflow: back.yml }
delivery:
  strategy: { by_run: { watch: 5m } }
  smoke:
    - { http: /health, status: [200, 204], contains: ok, within: 500ms, attempts: 2, pause: 1s }
    - { name: prices, websocket: /feed }
    - http: https://other.example
  analysis: { every: 10s, least_samples: 7, patience: 1m, rules: { p95: { below: 1s } } }
  roles: [sre]`;
    const { delivery } = built({ settings, url: 'https://shop.example/' });
    expect(delivery?.strategy).toEqual({ kind: 'by-run', on: 'run', watch: 5 * minute });
    expect(delivery?.smoke).toEqual([
      {
        name: '/health',
        kind: 'http',
        url: 'https://shop.example/health',
        status: [200, 204],
        contains: 'ok',
        within: 500,
        attempts: 2,
        pause: second,
      },
      {
        name: 'prices',
        kind: 'websocket',
        url: 'wss://shop.example/feed',
        status: [],
        contains: null,
        within: 5000,
        attempts: 3,
        pause: 5 * second,
      },
      expect.objectContaining({ name: '/', url: 'https://other.example', status: [200] }),
    ]);
    expect(delivery).toMatchObject({ roles: ['sre'], analysis: { every: 10_000, leastSamples: 7, patience: minute } });
  });

  test('what a person reads as one rule is one for each thing that it demands', () => {
    const analysis = `analysis:
  rules:
    errors: { below: 5%, failures: 2, as_stable: { tolerance: 20%, allowance: 0.5%, confidence: 99%, worse: different }, latest: 5m }
    memory: { growth_below: 20% an hour, warm_up: 2m, on_fail: ask }`;
    const settings = canary('', analysis);
    const { delivery, metrics } = built({ settings });
    const errors = { metric: 'errors', onFail: 'roll-back', ...limit };
    expect(delivery?.analysis).toEqual({
      every: 30 * second,
      leastSamples: 5,
      patience: 5 * minute,
      rules: [
        { ...errors, max: 5, strict: true, consecutive: 2 },
        {
          ...errors,
          check: 'stable',
          tolerance: 20,
          allowance: 0.5,
          confidence: 0.99,
          worse: 'different',
          over: 5 * minute,
        },
        {
          metric: 'memory',
          unit: 'bytes',
          kind: 'gauge',
          onFail: 'ask',
          check: 'steady',
          growthPerHour: 20,
          warmUp: 2 * minute,
        },
      ],
    });
    expect(metrics?.map(({ name, kind }) => `${name}: ${kind}`)).toContain('restarts: counter');
  });
});

describe('limits have the unit in which people write them', () => {
  test.each([
    ['errors', '0.1%', 0.1],
    ['p95', '500ms', 500],
    ['p95', '1.5s', 1500],
    ['p95', '1m', 60_000],
    ['requests', '100/s', 100],
    ['requests', '2.5', 2.5],
    ['cpu', '0.5 cores', 0.5],
    ['cpu', '1 core', 1],
    ['memory', '512MiB', 536_870_912],
    ['memory', '1.1GB', 1_100_000_000],
    ['restarts', '3', 3],
  ])('%s below %s', (metric, text, value) => {
    const { delivery } = built({ settings: canary('', `analysis: { rules: { ${metric}: { below: ${text} } } }`) });
    expect(delivery?.analysis?.rules).toMatchObject([
      { metric, max: value, consecutive: metric === 'restarts' ? 1 : 3 },
    ]);
  });
});

test('the watch of an hour, with the triggers of a roll-back', () => {
  const settings = `rollback: { by: workflow, workflow: back.yml }
watch:
  for: 1h
  rules:
    errors: { below: 0.1% }
    requests: { within: 10% of baseline }
    cpu: { within: 20% above baseline }
    p95: { within: 30% below baseline, on_fail: roll-back }
  roll_back_when:
    errors: { above: 5% }
    p95: { above: 2s, failures: 5 }
    requests: { below: 1/s }
    restarts: { above: 3 }
    failed_health_checks: { above: 5 }
  health: [{ http: /health }]`;
  const { watch } = built({ settings });
  expect(watch).toMatchObject({ length: hour, healthFailures: 6, baseline: 30 * minute });
  expect(watch?.analysis).toMatchObject({ every: 30_000, leastSamples: 5 });
  const rules = watch?.analysis.rules ?? [];
  expect(rules.slice(0, 4)).toEqual([
    { metric: 'errors', onFail: 'ask', ...limit, max: 0.1, strict: true, consecutive: 3 },
    { metric: 'requests', onFail: 'ask', check: 'baseline', unit: 'per-second', kind: 'gauge', within: 10 },
    { metric: 'cpu', onFail: 'ask', check: 'baseline', unit: 'cores', kind: 'gauge', within: 20, side: 'above' },
    { metric: 'p95', onFail: 'roll-back', check: 'baseline', unit: 'ms', kind: 'gauge', within: 30, side: 'below' },
  ]);
  const trigger = { check: 'threshold', onFail: 'roll-back' };
  expect(rules.slice(4)).toEqual([
    { metric: 'errors', ...limit, ...trigger, max: 5, consecutive: 3 },
    { metric: 'p95', unit: 'ms', kind: 'gauge', ...trigger, max: 2000, consecutive: 5 },
    { metric: 'requests', unit: 'per-second', kind: 'gauge', ...trigger, min: 1, consecutive: 3 },
    { metric: 'restarts', unit: 'count', kind: 'counter', ...trigger, max: 3, consecutive: 1 },
  ]);
});

test('a watch of health alone, with a baseline of its own length where something is compared', () => {
  const health = 'health: [{ http: /health }]';
  expect(built({ settings: `watch: { for: 10m, ${health} }` }).watch).toMatchObject({
    analysis: { rules: [] },
    healthFailures: null,
    baseline: null,
  });
  const compared = 'rules: { cpu: { within: 20% of baseline } }, baseline: 1h';
  expect(built({ settings: `watch: { for: 10m, ${compared} }` }).watch?.baseline).toBe(hour);
});

test('how the version before comes back', () => {
  expect(built({ settings: 'rollback: { by: workflow, workflow: back.yml }' }).rollback).toEqual({
    by: 'workflow',
    workflow: 'back.yml',
    inputs: {},
    roles: ['developers'],
    target: 3 * minute,
    lock: true,
    migrations: [],
    database: null,
  });
  const settings = `rollback:
  by: workflow
  workflow: back.yml
  inputs: { version: '\${version}', force: true }
  roles: [sre]
  target: 2m
  lock: false
  migrations: [migrations/**]
  database: { workflow: restore.yml, inputs: { what: all }, backup: { workflow: backup.yml, max_age: 26h, job: Dump } }`;
  expect(built({ settings }).rollback).toMatchObject({
    inputs: { version: `\${version}`, force: 'true' },
    roles: ['sre'],
    target: 2 * minute,
    lock: false,
    migrations: ['migrations/**'],
    database: {
      workflow: 'restore.yml',
      inputs: { what: 'all' },
      backup: { workflow: 'backup.yml', maxAge: 26 * hour, job: 'Dump' },
    },
  });
});

test('what goes with every deployment', () => {
  const settings = `around:
  silence: { labels: { namespace: shop, service: '{{service}}' } }
  annotation: { tags: [deployment] }
  page: { severity: critical }`;
  expect(built({ settings }).around).toEqual({
    silence: { labels: { namespace: 'shop', service: '{{service}}' } },
    annotation: { tags: ['deployment'] },
    page: { severity: 'critical' },
  });
  expect(built({ settings: 'around: { annotation: { tags: [a] } }' }).around).toMatchObject({
    silence: null,
    page: null,
  });
});

test('an environment without these keys has none of the parts', () => {
  const environment = built({ settings: '', metrics: 'errors: { query: e, unit: percent }' });
  for (const key of ['delivery', 'watch', 'rollback', 'around']) expect(environment).not.toHaveProperty(key);
});

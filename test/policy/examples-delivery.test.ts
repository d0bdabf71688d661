import { describe, expect, test } from 'vitest';
import { hour, minute, second } from '../../src/model/time.ts';
import { environmentOf, pipelineOf } from './example.ts';

/** How the four pipelines bring a release out, watch it and take it back, held against their documents. */
const goldensignals = await pipelineOf('goldensignals');
const trading = await pipelineOf('trading-engine');

describe('goldensignals', () => {
  const { delivery, rollback, around } = environmentOf(goldensignals, 'production');

  test('a canary of 10 % for 15 minutes, looked at every 30 seconds, which fails fast on 3 consecutive failures', () => {
    expect(delivery?.strategy).toMatchObject({ kind: 'canary', phases: [{ weight: 10, watch: 15 * minute }] });
    expect(delivery?.analysis).toMatchObject({ every: 30 * second });
    const limits = delivery?.analysis?.rules.filter(({ check }) => check === 'threshold');
    expect(limits).toMatchObject([
      { metric: 'errors', max: 5, strict: true, consecutive: 3, onFail: 'roll-back' },
      { metric: 'p95', max: 1000, strict: true, consecutive: 3, onFail: 'roll-back' },
    ]);
    const compared = delivery?.analysis?.rules.filter(({ check }) => check === 'stable');
    expect(compared?.map(({ metric }) => metric)).toEqual(['cpu', 'memory']);
  });

  test('smoke tests of endpoints, of what is not there and of the WebSocket: each must answer soon, with 3 attempts', () => {
    expect(delivery?.smoke.map(({ kind, status, attempts }) => [kind, status[0], attempts])).toEqual([
      ['http', 200, 3],
      ['http', 200, 3],
      ['http', 200, 3],
      ['http', 200, 3],
      ['http', 404, 3],
      ['websocket', undefined, 3],
    ]);
    expect(delivery?.smoke.every(({ within }) => within === 5 * second)).toBe(true);
  });

  test('a rollback in less than 2 minutes, of staging by Helm, and PagerDuty for production', () => {
    expect(rollback).toMatchObject({ by: 'cluster', target: 2 * minute });
    const staging = environmentOf(goldensignals, 'staging');
    expect(staging.rollback).toMatchObject({ by: 'workflow', workflow: 'rollback.yml', target: 2 * minute });
    expect(around?.page).toEqual({ severity: 'critical' });
  });
});

describe('trading-engine', () => {
  test('staging: by Helm within the run, with its load test, and tried once more; taken back by Helm in less than 2 minutes', () => {
    const { delivery, rollback } = environmentOf(trading, 'staging');
    expect(delivery?.strategy).toEqual({ kind: 'by-run', on: 'run', watch: 0 });
    expect(delivery?.smoke).toMatchObject([{ url: 'https://staging.trading-engine.com/health' }]);
    expect(rollback).toMatchObject({ by: 'workflow', workflow: 'rollback.yml', target: 2 * minute, lock: false });
  });

  const { delivery, watch, rollback, around } = environmentOf(trading, 'production');

  test('production: blue-green with 5 replicas, 5 % for 5 minutes, 100 % for 10, blue to 1', () => {
    expect(delivery?.strategy).toMatchObject({
      kind: 'blue-green',
      replicas: 5,
      keep: 1,
      phases: [
        { weight: 5, watch: 5 * minute },
        { weight: 100, watch: 10 * minute },
      ],
    });
    expect(delivery?.strategy.on === 'kubernetes' && delivery.strategy.workloads.map(({ service }) => service)).toEqual(
      ['api', 'websocket', 'fix-gateway', 'worker'],
    );
    expect(delivery?.order).toEqual([['api', 'websocket', 'fix-gateway', 'worker']]);
  });

  test('major versions by the four phases of the canary', () => {
    expect(delivery?.majorStrategy).toMatchObject({
      phases: [
        { weight: 5, watch: 5 * minute },
        { weight: 25, watch: 10 * minute },
        { weight: 50, watch: 15 * minute },
        { weight: 100, watch: 0 },
      ],
    });
  });

  test('watched for an hour, with the five goals that can be measured', () => {
    expect(watch).toMatchObject({ length: hour, baseline: 30 * minute });
    const goals = watch?.analysis.rules.filter(({ onFail }) => onFail === 'ask');
    expect(goals).toMatchObject([
      { metric: 'errors', check: 'threshold', max: 0.1, strict: true },
      { metric: 'p95', check: 'threshold', max: 500, strict: true },
      { metric: 'requests', check: 'baseline', within: 10 },
      { metric: 'memory', check: 'steady' },
      { metric: 'cpu', check: 'baseline', within: 20 },
    ]);
  });

  test('the four automatic triggers, with everything around a deployment', () => {
    const triggers = watch?.analysis.rules.filter(({ onFail }) => onFail === 'roll-back');
    expect(triggers).toMatchObject([
      { metric: 'errors', max: 5 },
      { metric: 'p95', max: 2000 },
      { metric: 'restarts', max: 3, kind: 'counter' },
    ]);
    // More than 5 failed health checks.
    expect(watch?.healthFailures).toBe(6);
    expect(rollback).toMatchObject({ by: 'cluster', lock: true });
    expect(around).toMatchObject({ annotation: {}, page: {} });
    expect(Object.keys(around?.silence?.labels ?? {})).toEqual(['environment', 'service']);
  });
});

test('fastapi-trading: by its run on Railway, with health and response times; back by its workflow, the database by a person', async () => {
  const { delivery, watch, rollback } = environmentOf(await pipelineOf('fastapi-trading'), 'production');
  expect(delivery?.strategy).toEqual({ kind: 'by-run', on: 'run', watch: 10 * minute });
  expect(delivery?.smoke.map(({ kind, within }) => [kind, within])).toEqual([
    ['http', 5 * second],
    ['http', 5 * second],
    ['websocket', 5 * second],
  ]);
  expect(delivery?.analysis?.rules).toMatchObject([{ metric: 'errors' }, { metric: 'p95', unit: 'ms' }]);
  expect(watch?.healthFailures).toBe(4);
  expect(rollback).toMatchObject({ by: 'workflow', workflow: 'rollback.yml', database: { workflow: 'restore.yml' } });
});

test('alphavelocity: by its run, its three addresses; back in 3 minutes, the database optionally', async () => {
  const { delivery, watch, rollback } = environmentOf(await pipelineOf('alphavelocity'), 'production');
  expect(delivery?.strategy).toMatchObject({ kind: 'by-run' });
  const addresses = ['/', '/database/status', '/api/v1/cache/stats'].map((path) => `https://alphavelocity.com${path}`);
  expect(delivery?.smoke.map(({ url }) => url)).toEqual(addresses);
  expect(watch?.health.map(({ url }) => url)).toEqual(addresses);
  expect(rollback).toMatchObject({ target: 3 * minute, database: { workflow: 'restore-database.yml' } });
});

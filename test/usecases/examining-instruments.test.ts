import { expect, test } from 'vitest';
import type { MetricRule } from '../../src/model/analysis.ts';
import type { Environment } from '../../src/model/catalog.ts';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import { missingInstruments, wantedVariables } from '../../src/policy/instrument-needs.ts';
import { examineInstruments } from '../../src/usecases/examining-instruments.ts';
import { catalog, environment, now, pipeline } from '../builders.ts';
import { createFakeAnnotations } from '../fakes/annotations.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeMetrics } from '../fakes/metrics.ts';
import { createFakePages } from '../fakes/pages.ts';
import { createFakeSilences } from '../fakes/silences.ts';

const rule: MetricRule = {
  check: 'threshold',
  metric: 'errors',
  unit: 'percent',
  kind: 'gauge',
  onFail: 'roll-back',
  max: 5,
  consecutive: 3,
};
const watched: Partial<Environment> = {
  watch: {
    length: 60 * minute,
    analysis: { every: minute, leastSamples: 5, patience: 5 * minute, rules: [rule] },
    health: [],
    healthFailures: null,
    baseline: null,
  },
  around: {
    silence: { labels: { service: '{{service}}' } },
    annotation: { tags: [] },
    page: { severity: 'critical' },
  },
  metrics: [{ name: 'errors', query: 'sum(errors{service="{{service}}"})', unit: 'percent', kind: 'gauge' }],
};
const wanting = catalog({ pipelines: [pipeline({ environments: [environment({ name: 'production', ...watched })] })] });
const clock = createFakeClock(now);
const nothing = { metrics: null, silences: null, annotations: null, pages: null, clock };

function all() {
  return {
    metrics: createFakeMetrics(),
    silences: createFakeSilences(() => now),
    annotations: createFakeAnnotations(),
    pages: createFakePages(),
    clock,
  };
}

test('what nobody asks for and nobody has set up is no finding', async () => {
  expect(await examineInstruments(nothing, catalog())).toEqual([]);
  expect(missingInstruments(catalog(), () => false)).toEqual([]);
  expect(wantedVariables(catalog())).toEqual([]);
});

test('what is asked for and not set up is named, with what to set', async () => {
  const found = await examineInstruments(nothing, wanting);
  expect(found.map(({ ok, what, mend }) => [ok, what, mend?.split(';')[0]])).toEqual([
    [false, 'Prometheus', 'Set PROMETHEUS_URL'],
    [false, 'Alertmanager', 'Set ALERTMANAGER_URL'],
    [false, 'Grafana', 'Set GRAFANA_URL and GRAFANA_TOKEN'],
    [false, 'PagerDuty', 'Set PAGERDUTY_ROUTING_KEY'],
  ]);
  expect(missingInstruments(wanting, (one) => one !== 'metrics')).toEqual([
    'Prometheus is not set up, and trading-engine production wants it: set PROMETHEUS_URL. Nothing can be measured: people are asked instead.',
  ]);
  expect(wantedVariables(wanting)).toHaveLength(4);
});

test('what is set up is asked, and nothing is left there', async () => {
  const ports = all();
  const found = await examineInstruments(ports, wanting);
  expect(found.map(({ ok, what }) => [ok, what])).toEqual([
    [true, 'Prometheus'],
    [true, 'Alertmanager'],
    [true, 'Grafana'],
    [true, 'PagerDuty'],
  ]);
  expect(ports.silences.standing()).toEqual([]);
  expect(ports.annotations.regions()).toEqual([]);
  expect(ports.pages.incidents()).toEqual([]);
});

test('what does not answer says so in its own words', async () => {
  const ports = all();
  ports.metrics.fail(new Fault('unavailable', 'Prometheus cannot be reached.'));
  ports.pages.fail(new Fault('denied', 'PagerDuty does not let us in (401).'));
  const found = await examineInstruments(ports, wanting);
  expect(found.filter(({ ok }) => !ok).map(({ what, found: words }) => [what, words])).toEqual([
    ['Prometheus', 'Prometheus cannot be reached.'],
    ['PagerDuty', 'PagerDuty does not let us in (401).'],
  ]);
});

test('a question that Prometheus cannot read is a finding before anything is judged by it', async () => {
  const ports = all();
  ports.metrics.refuse(
    { text: 'sum(errors{service="{{service}}"})', about: { service: pipeline().services[0] ?? '' } },
    'Prometheus refused the query: parse error',
  );
  const found = await examineInstruments(ports, wanting);
  expect(found.filter(({ ok }) => !ok)).toEqual([
    {
      ok: false,
      what: 'trading-engine production: metric errors',
      found: 'Prometheus refused the query: parse error',
      mend: 'Mend its query in quarterdeck.yml.',
    },
  ]);
});

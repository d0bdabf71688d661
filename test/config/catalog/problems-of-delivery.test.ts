import { describe, expect, test } from 'vitest';
import { kubernetes, problems } from './delivery-base.ts';

/** `delivery` begins at line 17; a strategy at 18, `kubernetes` at 19, what follows it at 23. */
function delivery(strategy: string, more = '', cluster = kubernetes): string {
  return `delivery:\n${`strategy: ${strategy}\n${cluster}${cluster === '' ? '' : '\n'}${more}`.replace(/^(?=.)/gm, '  ')}`;
}
const canary = '{ canary: { phases: [10% for 15m] } }';

describe('strategies', () => {
  test.each([
    [
      '{}',
      '18:11: .delivery.strategy: found none of rolling, canary, blue_green, by_run; expected exactly one of rolling',
    ],
    ['{ rolling: {}, by_run: {} }', '.delivery.strategy: found rolling and by_run; expected exactly one of'],
    ['{ canari: {} }', '18:23: .delivery.strategy.canari: found an unknown key; expected canary? (one of rolling'],
    ['{ canary: { phases: [] } }', '.canary.phases: found an empty list; expected a list with at least one entry'],
    [
      '{ canary: { phases: [10 percent] } }',
      '18:42: .delivery.strategy.canary.phases.0: found "10 percent"; expected a share of the traffic and how long it is watched, such as 10% for 15m',
    ],
    ['{ canary: { phases: [0% for 5m] } }', 'phases.0: found "0% for 5m"; expected a share above 0% and at most 100%'],
    [
      '{ canary: { phases: [101% for 5m] } }',
      'phases.0: found "101% for 5m"; expected a share above 0% and at most 100%',
    ],
    [
      '{ canary: { phases: [25% for 5m, 10% for 5m] } }',
      'phases.1: found "10% for 5m" after 25%; expected a share that is larger than the one before',
    ],
    ['{ canary: { phases: [5% for 5m, 5% for 5m] } }', 'phases.1: found "5% for 5m" after 5%'],
    ['{ canary: { phases: [10%] } }', 'phases.0: found "10%"; expected how long it is watched, as in 10% for 5m'],
    ['{ canary: { phases: [10% for 0m] } }', 'phases.0: found "10% for 0m"; expected how long it is watched'],
    [
      '{ canary: { phases: [10% for 5m], engine: argo } }',
      '.engine: found "argo"; expected one of quarterdeck, argo-rollouts, flagger',
    ],
    [
      '{ canary: { phases: [10% for 5m], engine: flagger, traffic: { http_route: shop } } }',
      '.canary.traffic: found traffic beside engine: flagger, which moves it as its own object says; expected no traffic',
    ],
    [
      '{ canary: { phases: [10% for 5m], engine: argo-rollouts, replicas: 2 } }',
      '.canary.replicas: found replicas beside engine: argo-rollouts, which moves it as its own object says; expected no replicas',
    ],
    [
      '{ canary: { phases: [10% for 5m], replicas: 0 } }',
      '.replicas: found the number 0; expected a whole number, 1 to 1000',
    ],
    [
      '{ canary: { phases: [10% for 5m], deadline: 0s } }',
      '.deadline: found "0s"; expected a length of time above zero',
    ],
    [
      '{ canary: { phases: [10% for 5m], traffic: {} } }',
      '.canary.traffic: found nothing that moves it; expected exactly one of http_route, ingress_nginx and replicas: true',
    ],
    [
      '{ canary: { phases: [10% for 5m], traffic: { http_route: a, replicas: true } } }',
      'found more than one that moves it',
    ],
    [
      '{ canary: { phases: [10% for 5m], traffic: { http_route: My Route } } }',
      '.http_route: found "My Route"; expected a name as Kubernetes has them',
    ],
    [
      '{ rolling: { max_surge: 0 } }',
      '.max_surge: found neither a pod more nor one fewer; expected max_surge or max_unavailable above 0',
    ],
    ['{ rolling: { max_surge: 1.5 } }', '.max_surge: found the number 1.5; expected a whole number, 0 to 1000'],
    [
      '{ blue_green: { phases: [5% for 5m], traffic: { http_route: a } } }',
      '.phases.0: found "5% for 5m"; expected 100% at the end, such as 100% for 10m',
    ],
    [
      '{ blue_green: { phases: [5% for 5m, 100% for 10m] } }',
      'found 5% for 5m of the traffic of api, which nothing divides; expected traffic: { http_route: … }',
    ],
    [
      '{ canary: { phases: [10% for 5m, 100% for 5m] } }',
      '.canary.phases.1: found 100% of the traffic of api, worker by the share of pods, of which the stable version always has some; expected shares below 100%',
    ],
    [
      '{ canary: { phases: [10% for 5m, 100%], traffic: { replicas: true } } }',
      '.canary.phases.1: found 100% of the traffic of api, worker by the share of pods',
    ],
    [
      '{ canary: { phases: [10% for 5m], replicas: 2 } }',
      '.canary.replicas: found a number of replicas where their share is the weight; expected no replicas, or traffic: { http_route: … } or { ingress_nginx: … }',
    ],
    [
      '{ blue_green: { phases: [5% for 5m, 100% for 10m], traffic: { replicas: true } } }',
      'found 5% for 5m of the traffic of api, which the selector of its Service gives whole or not at all; expected traffic: { http_route: … }',
    ],
    [
      '{ blue_green: { phases: [100% for 10m], engine: argo-rollouts } }',
      '.blue_green.engine: found engine, which is of canary alone; expected no engine: what Argo Rollouts or Flagger moves is driven as a canary, and both colours by Quarterdeck',
    ],
    ['{ by_run: { watch: soon } }', '.by_run.watch: found "soon"; expected a length of time such as 45s'],
    [
      '{ by_run: {} }',
      '.delivery.kubernetes: found kubernetes where the run brings the release out; expected another strategy than by_run',
    ],
  ])('%s', (strategy, problem) => {
    expect(problems({ settings: delivery(strategy) }).join('\n')).toContain(problem);
  });

  test('one for major versions is held to the same', () => {
    const more = 'major_versions: { canary: { phases: [50% for 5m, 20% for 5m] } }';
    expect(problems({ settings: delivery('{ rolling: {} }', more) })).toEqual([
      '23:60: .delivery.major_versions.canary.phases.1: found "20% for 5m" after 50%; expected a share that is larger than the one before',
    ]);
  });

  test('one on Kubernetes has to know where', () => {
    expect(problems({ settings: delivery(canary, '', '') })).toEqual([
      '18:11: .delivery.strategy: found a strategy on Kubernetes; expected kubernetes in delivery: cluster, namespace and image',
    ]);
  });

  test('blue-green at once needs nothing that divides the traffic', () => {
    expect(problems({ settings: delivery('{ blue_green: { phases: [100% for 10m] } }') })).toEqual([]);
  });
});

describe('where services run', () => {
  test.each([
    ['namespace: shop', 'cluster: production', '.kubernetes.cluster: found nothing; expected a name of letters'],
    [
      'image: ghcr.io/acme/x',
      'image: ghcr.io/acme/x',
      '.kubernetes.image: found "ghcr.io/acme/x", which is the same for every version; expected',
    ],
    [`image: a:\${commit}`, '', `found "\${commit}"; expected one of \${service}, \${sha}, \${ref}`],
    ['', '', '.kubernetes: found no image of api, worker; expected image, for all or in workloads'],
    [
      `image: a:\${sha}\n  workloads: { wroker: {} }`,
      '',
      '.kubernetes.workloads.wroker: found "wroker"; expected worker? (a service of this pipeline: api, worker)',
    ],
    [
      `image: a:\${sha}\n  workloads: { api: { image: a:1 } }`,
      '',
      'workloads.api.image: found "a:1", which is the same for every version',
    ],
    [
      `image: a:\${sha}\n  workloads: { api: { traffic: { replicas: false } } }`,
      '',
      'workloads.api.traffic: found nothing that moves it',
    ],
  ])('%s', (lines, without, problem) => {
    const head = ['cluster: production', 'namespace: shop'].filter((line) => line !== without && line !== lines);
    const cluster = ['kubernetes:', ...head, lines].filter(Boolean).join('\n  ');
    expect(problems({ settings: delivery(canary, '', cluster) }).join('\n')).toContain(problem);
  });
});

describe('several services, health and roles', () => {
  test.each([
    [
      'order: [[api], [wroker]]',
      '23:27: .delivery.order.1.0: found "wroker"; expected worker? (a service of this pipeline: api, worker)',
    ],
    ['order: [[api]]', '.delivery.order: found an order without worker; expected each service of the pipeline'],
    ['order: [[api, api], [worker]]', '.delivery.order.0.1: found "api" once more; expected each service once'],
    ['when_one_fails: go-on', '.when_one_fails: found "go-on"; expected one of stop, take-back-all'],
    ['roles: [ser]', '.delivery.roles.0: found "ser"; expected sre? (a role under roles: developers, sre)'],
    ['smoke: [{}]', '.delivery.smoke.0: found neither http nor websocket; expected exactly one of them'],
    ['smoke: [{ http: /, websocket: / }]', '.smoke.0: found both http and websocket'],
    [
      'smoke: [{ http: health }]',
      '.smoke.0.http: found "health"; expected an address that begins with https:// or http://, or with /',
    ],
    ['smoke: [{ http: "/{{pod}}" }]', '.smoke.0.http: found {{pod}}; expected one of {{service}}, {{track}}'],
    [
      'smoke: [{ websocket: /, status: [200] }]',
      '.smoke.0.status: found status of a WebSocket; expected it beside http',
    ],
    [
      'smoke: [{ http: /, status: [700] }]',
      '.smoke.0.status.0: found the number 700; expected a whole number, 100 to 599',
    ],
    ['smoke: [{ http: /, within: 0s }]', '.smoke.0.within: found "0s"; expected a time above zero'],
    ['smoke: [{ http: /, attempts: 0 }]', '.smoke.0.attempts: found the number 0; expected a whole number, 1 to 20'],
  ])('%s', (more, problem) => {
    expect(problems({ settings: delivery(canary, more) }).join('\n')).toContain(problem);
  });

  test('a path needs an address before it', () => {
    const settings = delivery(canary, 'smoke: [{ http: /health }]');
    expect(problems({ settings, url: null })).toEqual([
      '23:27: .delivery.smoke.0.http: found the path /health without an address; expected url in the environment, or a whole address',
    ]);
  });

  test('a run goes its own way', () => {
    const settings = delivery('{ by_run: {} }', 'order: [[api], [worker]]', '');
    expect(problems({ settings })).toEqual([
      '19:11: .delivery.order: found an order where the run brings the release out; expected no order',
    ]);
  });
});

describe('how a release is judged', () => {
  test.each([
    [
      'eror: { below: 5% }',
      '.analysis.rules.eror: found "eror"; expected errors? (a metric under metrics of this pipeline: errors, p95',
    ],
    [
      'errors: {}',
      '.rules.errors: found a rule that demands nothing; expected below, above, growth_below or as_stable',
    ],
    [
      'errors: { below: 5 }',
      '.errors.below: found the number 5; expected a percentage such as 5% (the unit of errors is percent)',
    ],
    ['errors: { below: few }', '.errors.below: found "few"; expected a limit with its unit, such as 5%'],
    ['p95: { below: 5% }', '.p95.below: found "5%"; expected a time such as 500ms or 1s (the unit of p95 is ms)'],
    ['memory: { below: 512 }', '.memory.below: found the number 512; expected a size such as 512MiB or 2GB'],
    ['requests: { above: -1 }', '.requests.above: found the number -1; expected a number that is not below zero'],
    [
      'memory: { growth_below: 20% an hour, failures: 3 }',
      '.memory.failures: found failures by itself; expected below or above beside it',
    ],
    ['errors: { below: 5%, latest: 5m }', '.errors.latest: found latest by itself; expected as_stable beside it'],
    [
      'errors: { below: 5%, warm_up: 5m }',
      '.errors.warm_up: found warm_up by itself; expected growth_below or within beside it',
    ],
    ['errors: { below: 5%, failures: 0 }', '.errors.failures: found the number 0; expected a whole number, 1 to 100'],
    [
      'cpu: { within: 20% of baseline }',
      '.rules.cpu.within: found within, which is of watch.rules alone; expected as_stable, which compares with the version beside it, or this rule under watch: what was usual before is compared with after the deployment',
    ],
    ['memory: { growth_below: 20% }', '.memory.growth_below: found "20%"; expected a growth such as 10% an hour'],
    [
      'requests: { as_stable: { worse: lower } }',
      '.requests.as_stable: found a comparison of requests, whose query tells no versions apart; expected {{track}}, {{version}}, {{sha}} or {{suffix}} in the query',
    ],
    ['errors: { as_stable: { confidence: 97% } }', '.confidence: found "97%"; expected one of 90%, 95%, 98%, 99%'],
    [
      'errors: { as_stable: { allowance: 5ms } }',
      '.as_stable.allowance: found "5ms"; expected a percentage such as 5%',
    ],
    ['errors: { below: 5%, on_fail: panic }', '.on_fail: found "panic"; expected one of roll-back, ask'],
    [
      'p95: { above: 2s, below: 1s }',
      '.rules.p95: found limits that no value meets (above 2000ms, below 1000ms); expected room between the two',
    ],
    [
      'errors: { below: 101% }',
      '.rules.errors: found a limit that nothing can be beyond (101%); expected one that can be broken',
    ],
    [
      'restarts: { below: 0 }',
      '.rules.restarts: found a limit that everything is beyond (0); expected one that can be kept',
    ],
    ['restarts: { growth_below: 5% an hour }', '.rules.restarts: found growth_below for a counter, which always grows'],
  ])('%s', (rule, problem) => {
    const settings = delivery(canary, `analysis: { rules: { ${rule} } }`);
    expect(problems({ settings }).join('\n')).toContain(problem);
  });

  test.each([
    ['rules: {}', '.analysis.rules: found no rule; expected at least one'],
    ['every: 1s, rules: { p95: { below: 1s } }', '.analysis.every: found "1s"; expected at least 5s'],
    [
      'patience: 10s, rules: { p95: { below: 1s } }',
      '.analysis.patience: found a patience of 10 s; expected at least 30 s, as every says',
    ],
    [
      'every: 10m, rules: { p95: { below: 1s } }',
      '.analysis.every: found a patience of 5 min; expected at least 10 min',
    ],
    [
      'every: 4m, rules: { p95: { below: 1s } }',
      '18:42: .delivery.strategy.canary.phases.0: found "10% for 15m"; expected at least 20 min, which is 5 samples every 4 min',
    ],
  ])('%s', (analysis, problem) => {
    expect(problems({ settings: delivery(canary, `analysis: { ${analysis} }`) }).join('\n')).toContain(problem);
  });

  test('where nothing runs beside it, nothing is compared with that', () => {
    const analysis = 'analysis: { rules: { errors: { as_stable: {} } } }';
    const found =
      '.errors.as_stable: found a comparison with the stable version; expected watched phases that are all below 100%';
    const beside = '{ canary: { phases: [10% for 15m, 100%], traffic: { http_route: shop } } }';
    expect(problems({ settings: delivery(beside, analysis) })).toEqual([]);
    for (const strategy of ['{ rolling: {} }', '{ blue_green: { phases: [100% for 10m] } }']) {
      expect(problems({ settings: delivery(strategy, analysis) }).join('\n')).toContain(found);
    }
  });

  test('where nothing is watched, nothing is judged', () => {
    const found = `.analysis: found an analysis where nothing is watched on its way; expected phases that are watched`;
    for (const strategy of ['{ rolling: {} }', '{ blue_green: { phases: [100%] } }']) {
      const settings = delivery(strategy, 'analysis: { rules: { p95: { below: 1s } } }');
      expect(problems({ settings }).join('\n')).toContain(found);
    }
    const more = 'analysis: { rules: { p95: { below: 1s } } }\nmajor_versions: { canary: { phases: [10% for 5m] } }';
    expect(problems({ settings: delivery('{ rolling: {} }', more) })).toEqual([]);
  });

  test('after a run there must be time to judge, and somebody who rolls back', () => {
    const judged = (strategy: string, rule: string) =>
      problems({ settings: delivery(strategy, `analysis: { rules: { p95: { ${rule} } } }`, '') }).join('\n');
    expect(judged('{ by_run: {} }', 'below: 1s, on_fail: ask')).toContain(
      '.by_run: found an analysis without time; expected watch in it, as in watch: 5m',
    );
    expect(judged('{ by_run: { watch: 1m } }', 'below: 1s, on_fail: ask')).toContain(
      '.by_run.watch: found "1m"; expected at least 2 min 30 s',
    );
    expect(judged('{ by_run: { watch: 5m } }', 'below: 1s')).toContain(
      '.rules.p95: found a rule that rolls back where nothing can; expected rollback in the environment, or on_fail: ask',
    );
    expect(judged('{ by_run: { watch: 5m } }', 'below: 1s, on_fail: ask')).toBe('');
  });
});

describe('metrics', () => {
  test.each([
    [
      `a: { query: 'x{pod="{{pod}}"}', unit: count }`,
      'metrics.a.query: found {{pod}}; expected one of {{service}}, {{version}}, {{sha}}, {{track}}, {{environment}}, {{suffix}}',
    ],
    [
      "a: { query: 'x{app={{service}}}', unit: count }",
      "metrics.a.query: found {{service}} outside quotes; expected it as a label's value, in quotes",
    ],
    ["a: { query: ' ', unit: count }", 'metrics.a.query: found " "; expected a query'],
    [
      'a: { query: x, unit: seconds }',
      'metrics.a.unit: found "seconds"; expected one of percent, ms, count, per-second, cores, bytes',
    ],
    ['a: { query: x }', 'metrics.a.unit: found nothing; expected one of percent'],
    [
      'failed_health_checks: { query: x, unit: count }',
      'metrics.failed_health_checks: found a metric called failed_health_checks; expected another name',
    ],
    [
      'a: { query: x, unit: count, needs_traffic: { metric: b, at_least: 1 } }',
      '.needs_traffic.metric: found "b"; expected another metric of this pipeline',
    ],
    [
      'a: { query: x, unit: count, needs_traffic: { metric: a, at_least: 1 } }',
      '.needs_traffic.metric: found "a"; expected another metric',
    ],
    [
      'a: { query: x, unit: count, needs_traffic: { metric: b, at_least: 1 } }\nb: { query: x, unit: count, kind: counter }',
      '.needs_traffic.metric: found "b", which is a counter; expected a gauge, such as a rate',
    ],
    [
      'a: { query: x, unit: count, needs_traffic: { metric: b, at_least: 1s } }\nb: { query: x, unit: per-second }',
      '.needs_traffic.at_least: found "1s"; expected a rate such as 100/s',
    ],
  ])('%s', (metrics, problem) => {
    expect(problems({ settings: '', metrics }).join('\n')).toContain(problem);
  });
});

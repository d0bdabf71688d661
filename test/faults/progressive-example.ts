import type { ChangedExample } from '../acceptance/changed-example.ts';
import { replacing } from '../acceptance/changed-example.ts';
import { lenientExample } from './example.ts';

/** Of the pods of one commit. */
const pods = 'service="{{service}}",environment="{{environment}}",version="{{sha}}"';
const rate = (code: string) => `sum(rate(http_requests_total{${pods}${code}}[1m]))`;
const metrics = `
    metrics:
      errors: { query: '100 * (${rate(',code="500"')} or vector(0)) / ${rate('')}', unit: percent }
`;

const around = `
        around:
          silence: { labels: { environment: "{{environment}}", service: "{{service}}" } }
          annotation: { tags: [trading-engine] }
          page: { severity: critical }`;

const analysis = `
          analysis: { every: 20s, patience: 2m, rules: { errors: { below: 5% } } }
          roles: [release-managers]`;

const kubernetes = (environment: string) => `
          kubernetes:
            cluster: trading-engine-${environment}
            namespace: ${environment}
            image: ghcr.io/acme/trading-engine/\${service}:\${sha}`;

export const services = ['api', 'websocket', 'fix-gateway', 'worker'];
/** The head, and a line for each service. */
export const lines = (head: string, line: (service: string) => string) =>
  `${[head, ...services.map(line)].join('\n')}\n`;
const workloads = (by: string) =>
  lines('            workloads:', (name) => `              ${name}: { traffic: { ${by}: ${name} } }`);

/** How a release goes to an environment, and what is asked before users meet it. */
export interface Way {
  /** `strategy` and what goes with it. */
  by: string;
  /** Null: what moves the traffic is the strategy's own care. */
  traffic: string | null;
  smoke: string;
}

/**
 * As goldensignals has it. Nobody has met a new version before its first phase, which is long enough for three bad samples whatever the
 * instants at which it is looked.
 */
export const canary: Way = {
  by: 'strategy: { canary: { phases: [10% for 4m, 50% for 2m] } }',
  traffic: 'ingress_nginx',
  smoke: 'canary.{{service}}.staging.trading-engine.com',
};

const blueGreen: Way = {
  by: 'strategy: { blue_green: { phases: [5% for 4m, 100% for 2m], keep: 1 } }',
  traffic: 'http_route',
  smoke: 'canary.{{service}}.trading-engine.com',
};

const delivery = ({ by, traffic, smoke }: Way, environment: string) => `
        delivery:
          ${by}${kubernetes(environment)}
${traffic === null ? '' : workloads(traffic)}          smoke: [{ http: "https://${smoke}/health", attempts: 3 }]${analysis}`;

/** Staging goes back by a workflow, production on the cluster. */
const staging = (way: Way) => `${delivery(way, 'staging')}
        rollback: { by: workflow, workflow: deploy.yml, lock: false }${around}`;
const production = (way: Way) => `${delivery(way, 'production')}
        watch: { for: 10m, every: 20s, patience: 2m, roll_back_when: { errors: { above: 5% } } }
        rollback: { by: cluster, lock: false }${around}`;

const ingresses = lines(
  '      ingresses:',
  (name) => `        ${name}: { host: ${name}.staging.trading-engine.com, service: ${name} }`,
);
/** Each picks its pods by a label that those of a canary do not share. */
export const selectors = lines('      services:', (name) => `        ${name}: { app: ${name} }`);
const previews = lines(
  'endpoints:',
  (name) => `  canary.${name}.staging.trading-engine.com: { service: ${name}, environment: staging, preview: true }`,
);

/**
 * The trading engine, lenient, with short phases and short runs. Nobody is asked before anything goes to production: what is tried here
 * begins when the run has ended.
 */
export async function progressiveExample(ways: { staging?: Way; production?: Way } = {}): Promise<ChangedExample> {
  const example = await lenientExample();
  const at = { staging: 'url: https://staging.trading-engine.com', production: 'url: https://api.trading-engine.com' };
  await example.change(
    'quarterdeck.yml',
    replacing([
      [at.staging, `${at.staging}${staging(ways.staging ?? canary)}`],
      [at.production, `${at.production}${production(ways.production ?? blueGreen)}`],
      ['    repository: acme/trading-engine\n', `    repository: acme/trading-engine\n${metrics}`],
      ['          after: { environment: staging, same: tree }\n', ''],
    ]),
  );
  await example.change('quarterdeck.yml', (text) => text.replace(/ {8}approvals:\n(?: {10}.*\n)+/, ''));
  await example.change('quarterdeck.yml', (text) => text.replace(/ {8}break_glass: .*\n/, ''));
  await example.change('world.yml', (text) =>
    text.replace(/ {6}services:\n {8}api: \{ service: api \}\n(?: {8}.*\n)+/, `${ingresses}${selectors}`),
  );
  await example.change('world.yml', (text) => text.replace('endpoints:\n', previews));
  // Its pods are moved from here.
  await example.change('world.yml', (text) => text.replace('follows_runs: true', 'follows_runs: false'));
  await example.change('world.yml', (text) =>
    text
      .replace(/ {2}(?:deploy-staging|deploy-production|load-test)\/.*\n/g, '')
      .replace(/ {2}(deploy-staging|deploy-production|load-test): .*\n/g, '  $1: 20s\n'),
  );
  return example;
}

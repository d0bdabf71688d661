import { expect } from 'vitest';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { sayProblem } from '../../../src/config/catalog/problem.ts';
import type { Environment } from '../../../src/model/catalog.ts';

export const metrics = `errors: { query: 'errors{app="{{service}}",track="{{track}}"}', unit: percent, needs_traffic: { metric: requests, at_least: 1/s } }
p95: { query: 'p95{app="{{service}}",version="{{version}}"}', unit: ms }
requests: { query: 'requests{app="{{service}}"}', unit: per-second }
restarts: { query: 'restarts{app="{{service}}"}', unit: count, kind: counter }
cpu: { query: 'cpu{app="{{service}}",track="{{track}}"}', unit: cores }
memory: { query: 'memory{app="{{service}}"}', unit: bytes }`;

export const kubernetes = `kubernetes:
  cluster: production
  namespace: shop
  image: ghcr.io/acme/\${service}:\${sha}`;

export interface Written {
  metrics?: string;
  url?: string | null;
  /** What stands in the environment besides workflow, default_ref and gates. */
  settings: string;
}

/** The text of a catalog whose one environment has these settings. `settings` begins at line 17, indented by eight. */
export function written({ metrics: measured = metrics, url = 'https://shop.example', settings }: Written): string {
  return `version: 1
channels: { operations: operations, security: security }
roles:
  developers: { slack_groups: [developers] }
  sre: { slack_groups: [sre] }
pipelines:
  shop:
    repository: acme/shop
    channel: deployments
    default: api
    services: [api, worker]
    environments:
      production:
        workflow: deploy.yml
        default_ref: { branch: main }
        gates: { permission: { roles: [developers] } }
${indented(8, settings)}
${url === null ? '' : `        url: ${url}\n`}    metrics:
${indented(6, measured)}
`;
}

function indented(by: number, text: string): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

/** The environment that becomes of it. */
export function built(what: Written): Environment {
  const loaded = loadCatalog(written(what), 'quarterdeck.yml');
  if (!loaded.ok) return expect.fail(loaded.problems.map(sayProblem).join('\n'));
  return loaded.catalog.pipelines[0]?.environments[0] ?? expect.fail('no environment');
}

/** All problems, without the file's name, and the environment's path as a dot. */
export function problems(what: Written): string[] {
  const loaded = loadCatalog(written(what), 'quarterdeck.yml');
  if (loaded.ok) return [];
  return loaded.problems.map((problem) =>
    sayProblem(problem)
      .replace('quarterdeck.yml:', '')
      .replace('pipelines.shop.environments.production.', '.')
      .replace('pipelines.shop.', ''),
  );
}

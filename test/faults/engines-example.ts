import type { ChangedExample } from '../acceptance/changed-example.ts';
import { progressiveExample, selectors, services, type Way } from './progressive-example.ts';
import type { FaultWorld } from './world.ts';

/** Of staging; its Rollouts have these steps. */
const argoRollouts: Way = {
  by: 'strategy: { canary: { phases: [25% for 4m, 50% for 2m], engine: argo-rollouts } }',
  traffic: null,
  smoke: '{{service}}.staging.trading-engine.com',
};

/** Of production; major versions go by Flagger. */
const rolling: Way = {
  by: `strategy: { rolling: { deadline: 3m } }
          major_versions: { canary: { phases: [25% for 4m, 50% for 2m], engine: flagger } }`,
  traffic: null,
  smoke: '{{service}}.trading-engine.com',
};

const image = (service: string) => `ghcr.io/acme/trading-engine/${service}`;

/** As `progressiveExample`, with the strategies and engines that it does not have. What the engines have of their own is in `installEngines`. */
export async function enginesExample(): Promise<ChangedExample> {
  const example = await progressiveExample({ staging: argoRollouts, production: rolling });
  const stands = services.map(
    (name) => `        - { service: ${name}, name: ${name}, image: ${image(name)}, replicas: 2 }\n`,
  );
  await example.change('world.yml', (text) =>
    text
      .replace(/( {4}staging:\n(?: {6}#.*\n)? {6}follows_runs: false\n) {6}deployments:\n(?: {8}- .*\n)+/, '$1')
      .replace(
        / {4}production:\n {6}deployments:\n(?: {6,}.*\n)+/,
        `    production:\n      deployments:\n${stands.join('')}${selectors}`,
      )
      .replace(/( {2}v1\.4\.0: .*\n)/, '$1  v2.0.0: { branch: main, commit: m4 }\n')
      .replace(/ canary\.(\S+\.staging\.trading-engine\.com: \{ .*), preview: true/g, ' $1'),
  );
  return example;
}

/** In staging a Rollout of each service instead of a Deployment, in production a Canary of the worker and of the websocket. */
export async function installEngines(world: FaultWorld): Promise<void> {
  const cluster = (await world.world.platform?.open())?.cluster;
  if (!cluster) throw new Error('there is no cluster');
  const running = world.world.github.running();
  const create = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${cluster.url}/apis/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  };
  for (const name of services) {
    const labels = { app: name, service: name };
    const containers = [{ name, image: `${image(name)}:${running[name]?.staging?.sha}` }];
    const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
    await create('argoproj.io/v1alpha1/namespaces/staging/rollouts', {
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name, labels } },
      spec: {
        replicas: 4,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        strategy: { canary: { steps } },
      },
    });
  }
  for (const name of ['worker', 'websocket']) {
    const types = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'];
    const [bot] = world.replicas;
    const webhooks = types.map((type) => ({
      ...{ name: type, type, url: `${bot?.url}/flagger/gates` },
      metadata: { gate: type, cluster: 'trading-engine-production' },
    }));
    await create('flagger.app/v1beta1/namespaces/production/canaries', {
      ...{ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name } },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        service: { port: 8080 },
        analysis: { interval: '15s', threshold: 5, maxWeight: 50, stepWeight: 25, webhooks },
      },
    });
  }
}

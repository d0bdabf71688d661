import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChangedConversation } from './changed-conversation.ts';
import { converseChanged } from './changed-conversation.ts';
import { replacing } from './changed-example.ts';
import type { Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { buttons } from './readable.ts';

const canary = `
            canary:
              phases: [33% for 6m]
              traffic: { replicas: true }
              deadline: 6m`;

const analysis = `
          analysis:
            patience: 2m
            rules:
              errors: { below: 5% }
              p95: { below: 1s }`;

/** Staging of the trading engine, rolled out as a canary: so many real pods as a fifth of two replicas wants. */
const delivery = `
        delivery:
          strategy:${canary}
          kubernetes:
            cluster: trading-engine-staging
            namespace: staging
            image: ghcr.io/acme/trading-engine/\${service}:\${sha}
          smoke:
            - { http: /health }${analysis}
          roles: [release-managers]`;

/** "type: RollingUpdate, maxSurge: 1, maxUnavailable: 0". */
const rolling = `
            rolling:
              max_surge: 1
              max_unavailable: 0
              min_ready: 10s
              deadline: 3m`;

/** Half of two replicas, by the controller that is installed. */
const byArgo = `
            canary:
              phases: [50% for 6m]
              engine: argo-rollouts
              deadline: 6m`;

const byFlagger = `
            canary:
              phases: [50% for 6m]
              engine: flagger
              deadline: 6m`;

interface DeploymentSpec {
  template: { metadata: object; spec: { containers: { name: string; image: string }[] } };
}

/** As the example has it: the run brings it out. */
const byRun = `
        delivery:
          strategy: { by_run: {} }
          smoke: [{ http: /health }]`;

describe('a release that is moved in the sandbox', { timeout: 60_000 }, () => {
  let c: ChangedConversation;
  let card: Message;
  /** For which nobody asks, and whose cluster somebody changes. */
  let unasked: Message;
  let edited: Message;
  let crashing: Message;
  let pending: Message;
  beforeAll(async () => {
    c = await converseChanged({
      'quarterdeck.yml': replacing([[byRun, delivery]]),
      // Its run moves no pods then.
      'world.yml': replacing([['follows_runs: true', 'follows_runs: false']]),
    });
  }, 60_000);
  afterAll(() => c?.close());
  /** Its run is on its way. */
  async function asksFor(service: string, version: string): Promise<Message> {
    await c.types('dev', `/deploy staging ${service} ${version}`);
    const pattern = new RegExp(`/${service} → staging[\\s\\S]*\\*Running\\*[\\s\\S]*\`${version}\``);
    return c.reads('deployments', pattern, { thread: false });
  }
  /** Releases are moved otherwise from now on. Whether somebody of security may deploy shows when that is in force. */
  async function isMoved(rules: (readonly [string, string])[], security: boolean): Promise<void> {
    const roles = [
      'roles: [developers, release-managers, sre] }',
      'roles: [developers, release-managers, sre, security] }',
    ];
    const [was = '', is = ''] = security ? roles : roles.toReversed();
    await c.example.change('quarterdeck.yml', replacing([...rules, [was, is]]));
    const wanted = security ? /Permission\* passed/ : /Permission\* blocked/;
    for (const began = Date.now(); Date.now() < began + 20_000; )
      if (wanted.test(await c.asks('sec', '/why staging', /Why: /))) return;
    throw new Error(readable((await c.messages('operations')).at(-1) ?? { blocks: [] }));
  }
  /** As whoever administers the cluster: they come without a token. */
  async function inStaging<T extends object>(method: string, path: string, object?: object): Promise<T> {
    const { kubeconfig } = await c.call<{ kubeconfig: string }>('GET', '/api/world');
    const { clusters } = JSON.parse(await readFile(kubeconfig, 'utf8'));
    const [api = '', kind = ''] = path.split(' ');
    const answer = await fetch(`${clusters[0].cluster.server}/apis/${api}/namespaces/staging/${kind}`, {
      method,
      ...(object ? { body: JSON.stringify(object), headers: { 'content-type': 'application/json' } } : {}),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json() as Promise<T>;
  }
  /** A Deployment of staging, as the cluster has it. */
  async function inCluster(name: string) {
    const { spec } = await inStaging<{ spec: DeploymentSpec }>('GET', `apps/v1 deployments/${name}`);
    return { spec, image: spec.template.spec.containers[0]?.image };
  }

  test('its message shows the share, the metrics against their limits, and the pods', async () => {
    await c.types('dev', '/deploy staging api');
    await c.reads('deployments', /\*Running\*/, { thread: false });
    await c.passes({ advance: '13m' });
    card = await c.reads('deployments', /33 % of the traffic[\s\S]*\*errors\* [\d.]+ %/, { thread: false });
    const text = readable(card);
    expect(text).toMatch(/step \d of \d: Watch 33 % for 6 min · \d (min|s)[^\n]* left, until/);
    expect(text).toMatch(/\*errors\* [\d.]+ % · limit 5 %/);
    expect(text).toMatch(/\*api\* .*on its way · 1 of 1 pod ready · no restarts/);
    expect(buttons(card)).toEqual(['Promote', 'Hold', 'Extend by 6 min', 'Abort', 'View run']);
  });

  test('whoever has the role promotes it; nobody else does', async () => {
    expect(await c.isTold('dev', 'Promote', card, /You may not promote/)).toContain('release-managers');
    expect(await c.asks('dev', '/canary api', /Rollouts of api/)).toMatch(/33 % of the traffic/);
    expect(JSON.stringify(await c.messages('deployments', 'dev'))).toMatch(/"alt_text":"Canary of api develop against/);
    await c.presses('lead', 'Hold', card);
    expect(
      buttons(
        await c.becomes(
          card,
          /\*Held\* by Lena Brandt[\s\S]*left when it was stopped|left when it was stopped[\s\S]*\*Held\* by Lena Brandt/,
        ),
      ),
    ).toContain('Resume');
    await c.presses('lead', 'Resume', card);
    await c.becomes(card, /33 % of the traffic[^\n]* [1-6] min[^\n]* left, until/);
    await c.presses('lead', 'Extend by 6 min', card);
    await c.becomes(card, /33 % of the traffic[^\n]* ([6-9]|1[01]) min[^\n]* left, until/);
    await c.presses('lead', 'Promote', card);
    const done = readable(await c.becomes(card, /\*Succeeded\*/));
    expect(done).toMatch(/api\* .*has the new version/);
  });

  test('one whose requests fail is taken back by itself, with what was seen, and whom it concerns is told', async () => {
    await c.scenario('error-spike', { service: 'api', environment: 'staging', percent: 40 });
    await c.types('dev', '/deploy staging api main');
    const next = await c.reads('deployments', /\*Running\*[\s\S]*→ {2}`main`/, { thread: false });
    await c.passes({ advance: '13m' });
    const back = readable(await c.becomes(next, /\*Rolled back\*/));
    expect(back).toMatch(/Errors: \d\d(\.\d)? % is beyond 5 %, 3 times in a row\. api is back on the version before\./);
    expect(back).toMatch(/Taken back\* by Quarterdeck[\s\S]*:x: \*errors\*/);
    expect(back).toMatch(/\*api\* :x: failed, back on the version before/);
    expect(await c.thread(next, /\*Rolled back\*: /)).toMatch(/Errors: /);
    await c.thread(next, /\*What decided against it:\*/);
    const shown = JSON.stringify(await c.messages('deployments'));
    expect(shown).toMatch(/"alt_text":"Canary of api main against stable[^"]*Beyond the limit: errors/);
    const address = /"image_url":"([^"]*files-pri[^"]*)"/.exec(shown)?.[1] ?? '';
    const png = new Uint8Array(await (await fetch(address)).arrayBuffer());
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  test('what somebody changes in the cluster by hand is told, and waits until a person says go on', async () => {
    await c.scenario('crash-loop', { service: 'websocket', environment: 'staging' });
    await c.scenario('pods-pending', { service: 'fix-gateway', environment: 'staging' });
    await c.scenario('no-traffic', { service: 'worker', environment: 'staging' });
    crashing = await asksFor('websocket', 'main');
    pending = await asksFor('fix-gateway', 'main');
    unasked = await asksFor('worker', 'main');
    edited = await asksFor('api', 'v1.3.0');
    await c.passes({ advance: '13m' });
    await c.becomes(edited, /33 % of the traffic[^\n]*left, until/);
    await c.scenario('kubectl-edit', { namespace: 'staging', name: 'api' });
    const told = readable(await c.becomes(edited, /A person has to decide:\* Somebody else has changed the cluster/));
    expect(told).toMatch(/api \(staging\/api in trading-engine-staging\) was changed by kubectl-edit/);
    expect(told).toMatch(/left when it was stopped/);
    await c.presses('lead', 'Go on', edited);
    const goesOn = readable(await c.becomes(edited, /33 % of the traffic[^\n]*left, until/));
    expect(goesOn).toMatch(/Changed by hand meanwhile:\*\napi/);
  });

  test('pods that crash, or find no place, never get traffic: they go again, and the card has the words of the cluster', async () => {
    await c.becomes(crashing, /0 of 1 pod ready · \*\d+ restarts?\*[^\n]*it last ended with exit code 1/);
    await c.becomes(pending, /0 of 1 pod ready · no restarts[^\n]*: Unschedulable: 0\/1 nodes are available/);
    await c.passes({ advance: '6m' });
    const crashed = readable(await c.becomes(crashing, /\*Rolled back\*/));
    expect(crashed).toMatch(
      /websocket: .*it last ended with exit code 1\b.* websocket is back on the version before\./,
    );
    expect(crashed).toMatch(/Bring up the canary\nfailed\nTake it back\nthe version before serves/);
    expect(await c.thread(crashing, /What its pods said last/)).toMatch(
      /websocket-canary-\S+[\s\S]*panic: runtime error/,
    );
    expect(readable(await c.becomes(pending, /\*Rolled back\*/))).toMatch(/fix-gateway: Unschedulable: /);
  });

  test('of one that nobody asks anything there is no answer: a person decides, and takes it back', async () => {
    const asked = readable(
      await c.becomes(unasked, /A person has to decide:\* The time is over and there is no answer/),
    );
    expect(asked).toMatch(/:grey_question: \*errors\* [^\n]*too little traffic to tell/);
    const { view } = await c.presses('lead', 'Abort', unasked);
    if (!view) throw new Error('no form was opened');
    expect(JSON.stringify(view)).toContain('The version before serves alone again');
    await c.submits('lead', view.id, { 'What is wrong?': 'nobody uses it' });
    expect(readable(await c.becomes(unasked, /\*Rolled back\*/))).toMatch(
      /Aborted by Lena Brandt: nobody uses it\.[^\n]* worker is back on/,
    );
    // What was changed by hand has been promoted meanwhile, and the change is still there.
    await c.becomes(edited, /\*Succeeded\*/);
    expect(JSON.stringify((await inCluster('api')).spec)).toContain('LOG_LEVEL');
  });

  test('while the cluster is away it is said and waited for; then pods are replaced one by one, none before the next is ready', async () => {
    await c.scenario('calm');
    await isMoved(
      [
        [canary, rolling],
        [analysis, ''],
      ],
      true,
    );
    await c.scenario('never-ready', { service: 'worker', environment: 'staging' });
    const replaced = await asksFor('websocket', 'v1.3.0');
    const stuck = await asksFor('worker', 'v1.3.0');
    await c.scenario('cluster-away', { for: '16m' });
    await c.passes({ advance: '13m' });
    await c.becomes(replaced, /The cluster cannot be asked just now, and is asked again: [^\n]*trading-engine-staging/);
    await c.passes({ advance: '3m' });
    const done = readable(await c.becomes(replaced, /\*Succeeded\*/));
    expect(done).toMatch(/Replace the pods\ndone\nSmoke test\ndone/);
    expect(done).toMatch(/\*websocket\* :white_check_mark: has the new version · 2 of 2 pods ready/);
    const { spec, image } = await inCluster('websocket');
    expect(spec).toMatchObject({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      minReadySeconds: 10,
      progressDeadlineSeconds: 180,
    });
    expect(image).toContain('/websocket:72a6e9e');
    await c.becomes(stuck, /Replace the pods\n\d of 2 pods ready/);
    await c.passes({ advance: '4m' });
    const back = readable(await c.becomes(stuck, /\*Rolled back\*/));
    expect(back).toMatch(/worker is back on the version before\./);
    expect((await inCluster('worker')).image).toContain('/worker:2fa2cff');
  });

  test('what the cluster does not allow moves nothing, and the rule that is missing is told', async () => {
    await c.scenario('calm');
    await c.scenario('cluster-denies', { verb: 'patch', resource: 'deployments' });
    const denied = await asksFor('fix-gateway', 'v1.3.0');
    await c.passes({ advance: '13m' });
    const text = readable(await c.becomes(denied, /\*Failed\*/));
    expect(text).toMatch(/Quarterdeck may not patch Deployment fix-gateway in namespace staging of cluster/);
    expect(text).toContain('apiGroups: [apps], resources: [deployments], verbs: [patch]');
    expect((await inCluster('fix-gateway')).image).toContain('/fix-gateway:2fa2cff');
    await c.scenario('calm');
  });

  test('where Argo Rollouts is installed it does the moving, each step when it is let, and the card shows it', async () => {
    await isMoved([[rolling, byArgo]], false);
    const { spec } = await inCluster('fix-gateway');
    await inStaging('DELETE', 'apps/v1 deployments/fix-gateway');
    const steps = [{ setWeight: 50 }, { pause: {} }];
    await inStaging('POST', 'argoproj.io/v1alpha1 rollouts', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'fix-gateway' },
      spec: { replicas: 2, ...selectorOf(spec), strategy: { canary: { steps } } },
    });
    const rollout = () =>
      inStaging<{ spec: DeploymentSpec; status: object }>('GET', 'argoproj.io/v1alpha1 rollouts/fix-gateway');
    const moved = await asksFor('fix-gateway', 'v1.3.0');
    await c.passes({ advance: '13m' });
    const half = readable(await c.becomes(moved, /50 % of the traffic[^\n]*left, until/));
    expect(half).toMatch(/\*fix-gateway\* [^\n]*1 of \d pods? ready · no restarts · 50 %/);
    expect(await rollout()).toMatchObject({ status: { phase: 'Paused', currentStepIndex: 1 } });
    await c.presses('lead', 'Promote', moved);
    await c.becomes(moved, /\*Succeeded\*/);
    const after = await rollout();
    expect(after.status).toMatchObject({ phase: 'Healthy' });
    expect(after.spec.template.spec.containers[0]?.image).toContain('/fix-gateway:72a6e9e');
  });

  test('where Flagger is, it asks before each step and goes no further than it is let', async () => {
    await isMoved([[byArgo, byFlagger]], true);
    const { PORT } = await c.call<Record<string, string>>('GET', '/api/bot/settings');
    const gates = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'];
    const url = `http://127.0.0.1:${PORT}/flagger/gates`;
    const cluster = 'trading-engine-staging';
    const webhooks = gates.map((type) => ({ name: type, type, url, metadata: { gate: type, cluster } }));
    await inStaging('POST', 'flagger.app/v1beta1 canaries', {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'websocket' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'websocket' },
        service: { port: 80 },
        analysis: { interval: '30s', threshold: 5, maxWeight: 50, stepWeight: 50, webhooks },
      },
    });
    const status = async () =>
      (await inStaging<{ status: object }>('GET', 'flagger.app/v1beta1 canaries/websocket')).status;
    await vi.waitFor(async () => expect(await status()).toMatchObject({ phase: 'Initialized' }), 20_000);
    const moved = await asksFor('websocket', 'develop');
    await c.passes({ advance: '13m' });
    const half = readable(await c.becomes(moved, /50 % of the traffic[^\n]*left, until/));
    expect(half).toMatch(/\*websocket\* [^\n]*\d of \d pods? ready · no restarts · 50 %/);
    expect(await status()).toMatchObject({ phase: 'Progressing', canaryWeight: 50 });
    await c.presses('lead', 'Promote', moved);
    await c.becomes(moved, /\*Succeeded\*/);
    expect((await inCluster('websocket-primary')).image).toContain('/websocket:c026531');
  });
});

/** What a Rollout takes over of the Deployment before it. */
function selectorOf(spec: DeploymentSpec & { selector?: object }) {
  return { selector: spec.selector, template: spec.template };
}

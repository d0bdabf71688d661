import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedConversation } from './changed-conversation.ts';
import { converseChanged } from './changed-conversation.ts';
import { replacing } from './changed-example.ts';
import type { Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { buttons } from './readable.ts';

/** Staging of the trading engine, rolled out as a canary: so many real pods as a fifth of two replicas wants. */
const delivery = `
        delivery:
          strategy:
            canary:
              phases: [33% for 6m]
              traffic: { replicas: true }
          kubernetes:
            cluster: trading-engine-staging
            namespace: staging
            image: ghcr.io/acme/trading-engine/\${service}:\${sha}
          smoke:
            - { http: /health }
          analysis:
            rules:
              errors: { below: 5% }
              p95: { below: 1s }
          roles: [release-managers]`;

/** As the example has it: the run brings it out. */
const byRun = `
        delivery:
          strategy: { by_run: {} }
          smoke: [{ http: /health }]`;

describe('a canary in the sandbox', { timeout: 60_000 }, () => {
  let c: ChangedConversation;
  let card: Message;
  beforeAll(async () => {
    c = await converseChanged({
      'quarterdeck.yml': replacing([[byRun, delivery]]),
      // Its run moves no pods then.
      'world.yml': replacing([['follows_runs: true', 'follows_runs: false']]),
    });
  }, 60_000);
  afterAll(() => c?.close());

  test('its message shows the share, the metrics against their limits, and the pods', async () => {
    await c.types('dev', '/deploy staging api');
    await c.reads('deployments', /\*Running\*/, { thread: false });
    await c.passes({ advance: '13m' });
    card = await c.reads('deployments', /33 % of the traffic[\s\S]*\*errors\* [\d.]+ %/, { thread: false });
    const text = readable(card);
    expect(text).toMatch(/step \d of \d: Watch 33 % for 6 min/);
    expect(text).toMatch(/\*errors\* [\d.]+ % · limit 5 %/);
    expect(text).toMatch(/\*api\* .*on its way · 1 of 1 pod ready · no restarts/);
    expect(buttons(card)).toEqual(['Promote', 'Hold', 'Extend by 6 min', 'Abort', 'View run']);
  });

  test('whoever has the role promotes it; nobody else does', async () => {
    expect(await c.isTold('dev', 'Promote', card, /You may not promote/)).toContain('release-managers');
    expect(await c.asks('dev', '/canary api', /Rollouts of api/)).toMatch(/33 % of the traffic/);
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
    await c.thread(next, /\*What it was taken back for:\*/);
    const shown = JSON.stringify(await c.messages('deployments'));
    expect(shown).toMatch(/"alt_text":"Canary of api main against stable[^"]*Beyond the limit: errors/);
    const address = /"image_url":"([^"]*files-pri[^"]*)"/.exec(shown)?.[1] ?? '';
    const png = new Uint8Array(await (await fetch(address)).arrayBuffer());
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation, Message } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { askProduction, deployStaging } from './production.ts';
import { buttons } from './readable.ts';
import { servedAt } from './serving.ts';

/** How the pipelines reach their users; goldensignals and fastapi-trading have conversations of their own, with more about them. */
describe('trading-engine: from one colour to the other', { timeout: 90_000 }, () => {
  let c: Conversation;
  let release: Message;
  let major: Message;
  beforeAll(async () => {
    c = await converse({ speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());
  const phase = (card: Message, percent: number) =>
    c.becomes(card, new RegExp(`\\*${percent} % of the traffic\\*[\\s\\S]*left, until`));
  /** Whose release is approved, and whose second colour is up. */
  async function goesOut(card: Message) {
    await c.presses('lead2', 'Approve', card);
    await c.becomes(card, /\*Running\*/);
    await c.passes({ advance: '4m' });
    await c.becomes(card, /Bring up the second colour/);
    await c.passes({ advance: '2m' });
    return phase(card, 5);
  }

  test('staging is moved by its run and tried once more', async () => {
    await deployStaging(c);
    const staging = readable(await c.reads('deployments', /→ staging[\s\S]*\*Succeeded\*/, { thread: false }));
    expect(staging).toMatch(/Load test\ndone in 8 min\nSmoke test\ndone/);
  });

  test('staging: a version that fails its smoke test afterwards comes back by itself, to the release that Helm remembers', async () => {
    await c.scenario('error-spike', { environment: 'staging', service: 'api', percent: 100 });
    await c.types('dev', '/deploy staging main');
    const bad = await c.reads('deployments', /→ staging[\s\S]*\*Running\*[\s\S]*`main`/, { thread: false });
    await c.passes({ advance: '13m' });
    const failed = readable(await c.becomes(bad, /\*Failed\*/));
    expect(failed).toMatch(/has failed its check "\/health" 3 times in a row: It answered 500; 200 is right\./);
    const back = await c.reads('deployments', /Roll back trading-engine[^\n]* in staging, main → develop/, {
      thread: false,
    });
    await c.passes({ advance: '2m' });
    await c.becomes(back, /\*Succeeded\*/);
    await c.becomes(bad, /\*Rolled back\*[\s\S]*Taken back to develop/);
    const { repositories, running } = await c.world();
    expect(running.api?.staging?.sha).toBe(repositories['acme/trading-engine']?.branches.develop);
    await c.scenario('calm');
  });

  test('production: 5 % for 5 minutes, 100 % for 10, and the old colour is kept small', async () => {
    release = await askProduction(c, 'lead', 'v1.4.0');
    const five = readable(await goesOut(release));
    expect(five).toMatch(/Bring up the second colour \(5 replicas\)\ndone\nSmoke test\ndone\n5 % of the traffic\ndone/);
    expect(buttons(release)).not.toContain('Promote to 100 %');
    await c.passes({ advance: '5m' });
    const all = readable(await phase(release, 100));
    expect(all).toMatch(/\*worker\* .*5 of 5 pods ready · no restarts · 100 %/);
    await c.passes({ advance: '10m' });
    const out = readable(await c.becomes(release, /\*Succeeded\*/));
    expect(out).toMatch(/Old colour to 1 replica\ndone/);
    expect(await servedAt(c, 'api.trading-engine.com')).toMatch(/^b14c092/);
  });

  test('it is watched for an hour, against its goals and what was before it, and is verified then', async () => {
    await c.passes({ advance: '30m' });
    const watched = readable(await c.becomes(release, /\*requests of api\* \d+\/s · before \d+\/s/));
    expect(watched).toMatch(/\*errors of api\* [\d.]+ % · limit 0\.1 %/);
    await c.passes({ advance: '31m' });
    await c.becomes(release, /Watch passed: verified/);
    expect(await c.thread(release, /Watch passed: verified/)).toMatch(/v1\.4\.0/);
  });

  test('a major version goes by four phases; one whose requests fail is back on the old colour by itself', async () => {
    await c.scenario('error-spike', { service: 'websocket', percent: 40 });
    await c.call('POST', '/api/people/lead/pushes', { tag: 'v2.0.0', branch: 'develop', message: 'Release 2.0.0' });
    const first = await c.reads(
      'deployments',
      /→ production[\s\S]*`v2\.0\.0`[\s\S]*Waiting for approval|Waiting for approval[\s\S]*`v2\.0\.0`/,
      { thread: false },
    );
    const five = readable(await goesOut(first));
    expect(five).toMatch(
      /Watch 5 % for 5 min[\s\S]*Watch 25 % for 10 min[\s\S]*Watch 50 % for 15 min[\s\S]*100 % of the traffic/,
    );
    await c.passes({ advance: '2m' });
    const back = readable(await c.becomes(first, /\*Rolled back\*/));
    expect(back).toMatch(/Errors of websocket: [\d.]+ % is beyond 5 %, 3 times in a row\./);
    expect(back).toMatch(/api, websocket, fix-gateway, worker are back on the version before/);
    expect(await servedAt(c, 'websocket.trading-engine.com')).toMatch(/^b14c092/);
    await c.scenario('calm');
  });

  test('the next one reaches its users by 5, 25, 50 and 100 %, each for its time', async () => {
    await c.call('POST', '/api/people/lead/pushes', { branch: 'develop', message: 'fix: answers of the order book' });
    const staging = await c.reads('deployments', /→ staging[\s\S]*Lena Brandt \(lena-lead\), by a push/, {
      thread: false,
    });
    await c.passes({ advance: '14m' });
    await c.becomes(staging, /\*Succeeded\*/);
    // Its checks.
    await c.passes({ advance: '16m' });
    await c.asks('lead', '/unlock production', /Unlocked/);
    await c.call('POST', '/api/people/lead/pushes', { tag: 'v2.0.1', branch: 'develop', message: 'Release 2.0.1' });
    major = await c.reads(
      'deployments',
      /→ production[\s\S]*`v2\.0\.1`[\s\S]*Waiting for approval|Waiting for approval[\s\S]*`v2\.0\.1`/,
      { thread: false },
    );
    await goesOut(major);
    await c.passes({ advance: '5m' });
    expect(readable(await phase(major, 25))).toMatch(/Watch 25 % for 10 min · (9|10) min[^\n]* left, until/);
    await c.passes({ advance: '10m' });
    const half = readable(await phase(major, 50));
    expect(half).toMatch(/Watch 50 % for 15 min · 1[45] min[^\n]* left, until/);
    expect(half).toMatch(/\*api\* [^\n]*5 of 5 pods ready · no restarts · 50 %/);
    await c.passes({ advance: '15m' });
    const out = readable(await c.becomes(major, /\*Succeeded\*/));
    expect(out).toMatch(
      /50 % of the traffic\ndone\nWatch 50 % for 15 min\ndone\n100 % of the traffic\ndone\nOld colour to 1/,
    );
    expect(await servedAt(c, 'api.trading-engine.com')).toBe((await c.world()).running.api?.production?.sha);
  });

  test('one that loses memory slowly is put to a person, who has it back on the old colour', async () => {
    await c.scenario('memory-leak', { service: 'worker', version: 'newest' });
    await c.passes({ advance: '35m' });
    const leaks = readable(await c.becomes(major, /Does it stay\?/));
    expect(leaks).toMatch(/:x: \*memory of worker\* [^\n]*it keeps growing by [\d.]+ % an hour/);
    await c.presses('sre', 'Roll back', major);
    const back = await c.reads('deployments', /Roll back trading-engine[^\n]* in production, v2\.0\.1 → v1\.4\.0/, {
      thread: false,
    });
    expect(readable(await c.becomes(back, /\*Succeeded\*/))).toMatch(/of 2 min/);
    await c.becomes(major, /\*Rolled back\*/);
    expect(await servedAt(c, 'worker.trading-engine.com')).toMatch(/^b14c092/);
  });
});

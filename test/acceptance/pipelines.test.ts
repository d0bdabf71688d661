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
    const major = await c.reads(
      'deployments',
      /→ production[\s\S]*`v2\.0\.0`[\s\S]*Waiting for approval|Waiting for approval[\s\S]*`v2\.0\.0`/,
      { thread: false },
    );
    const five = readable(await goesOut(major));
    expect(five).toMatch(
      /Watch 5 % for 5 min[\s\S]*Watch 25 % for 10 min[\s\S]*Watch 50 % for 15 min[\s\S]*100 % of the traffic/,
    );
    await c.passes({ advance: '2m' });
    const back = readable(await c.becomes(major, /\*Rolled back\*/));
    expect(back).toMatch(/Errors of websocket: [\d.]+ % is beyond 5 %, 3 times in a row\./);
    expect(back).toMatch(/api, websocket, fix-gateway, worker are back on the version before/);
    expect(await servedAt(c, 'websocket.trading-engine.com')).toMatch(/^b14c092/);
    await c.scenario('calm');
  });
});

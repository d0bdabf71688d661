import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buttons, readable } from '../acceptance/readable.ts';
import { ask, auditOf } from './database.ts';
import { canary, progressiveExample } from './progressive-example.ts';
import { becomes, begin, scenario, settled } from './struck.ts';
import { type FaultWorld, openWorld } from './world.ts';

/** Long enough for something to befall it before its first phase is over, on any machine. */
const slowly = { ...canary, by: 'strategy: { canary: { phases: [10% for 10m, 50% for 2m] } }' };

/** In the middle of a canary something goes away, is forbidden, or somebody else moves: that is said, and the cluster ends as it is shown. */
describe('in the middle of a canary', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openWorld(60, 1, () => progressiveExample({ staging: slowly }));
  });
  afterAll(() => world?.close());
  // Each begins in a world at rest, whatever became of the one before.
  afterEach(async () => {
    await scenario(world, 'calm', {});
    const open = world.posts('deployments').filter((message) => buttons(message).includes('Abort'));
    for (const { ts } of open) await abort(ts);
    await settled(world);
  });

  const begun = async (service: string) => {
    const { id, ts } = await begin(world, `/deploy staging ${service}`);
    await becomes(world, ts, /10 % of the traffic\*[\s\S]*Watch 10 %/);
    return { id, ts };
  };
  const press = (ts: string, button: string) =>
    world.world.slack.press('lead', { channel: 'deployments', ts }, { button });
  /** The form is sent, and what it says has been handed on. */
  const abort = async (ts: string) => {
    const { view } = await press(ts, 'Abort');
    const values = { 'What is wrong?': 'it is not what we meant' };
    await world.world.slack.submit('lead', { view: String(view?.id), values });
    await world.until('the form is handled', async () => {
      const left = await ask(
        world.store,
        'select from quarterdeck.inbox where done_at is null and given_up_at is null',
      );
      return left.length === 0 || undefined;
    });
  };
  const actions = async (id: string) => (await auditOf(world.store, id)).map(({ action }) => action);
  const times = async (id: string, wanted: string) => (await actions(id)).filter((action) => action === wanted).length;
  /** The versions that users of a service reach. */
  const reached = async (service: string) => {
    const { serving } = (await world.world.platform?.open()) ?? {};
    const all = serving?.processes() ?? [];
    const its = all.filter((one) => one.service === service && one.environment === 'staging');
    return [...new Set(its.filter(({ conduct }) => conduct.requestsPerSecond > 0).map(({ version }) => version))];
  };
  const develop = () => [world.world.github.commitOf('develop')];

  test('the API server is away: that is said, a person is asked, and it goes on when it is back', async () => {
    const { id, ts } = await begun('api');
    await scenario(world, 'cluster-away', { for: '24h' });
    const asked = await becomes(world, ts, /A person has to decide:\*[^\n]*The cluster has not answered for a while/);
    expect(buttons(asked)).toContain('Abort');
    await scenario(world, 'calm', {});
    await becomes(world, ts, /\*Succeeded\*/);
    await settled(world);
    expect(await reached('api')).toEqual(develop());
    expect(await times(id, 'rollout.asked')).toBe(1);
    expect(await times(id, 'rollout.promoted')).toBe(2);
  });

  test('Prometheus is away: nobody takes it for healthy; a person is asked, and promotes it by a double click', async () => {
    const { id, ts } = await begun('websocket');
    await scenario(world, 'prometheus-away', { for: '24h' });
    for (const [button, then] of [
      ['Promote to 50 %', /50 % of the traffic\*/],
      ['Promote', /\*Succeeded\*/],
    ] as const) {
      const before = await times(id, 'rollout.promoted');
      const asked = await becomes(world, ts, /A person has to decide:/);
      expect(buttons(asked)).toContain(button);
      expect(await times(id, 'rollout.promoted')).toBe(before);
      // A double click is one press.
      const clicks = await Promise.all([press(ts, button), press(ts, button)]);
      expect(clicks.map(({ acked }) => acked)).toEqual([true, true]);
      await becomes(world, ts, then);
      await world.quiet();
      expect(await times(id, 'rollout.promoted')).toBe(before + 1);
    }
    await settled(world);
    expect(await reached('websocket')).toEqual(develop());
  });

  test('somebody edits by hand: that is told, not fought, and aborted; a promotion after that comes too late', async () => {
    const before = await reached('fix-gateway');
    const { id, ts } = await begun('fix-gateway');
    await scenario(world, 'kubectl-edit', { namespace: 'staging', name: 'fix-gateway' });
    const held = await becomes(
      world,
      ts,
      /A person has to decide:[^\n]*Somebody else has changed the cluster meanwhile/,
    );
    expect(readable(held)).toMatch(/changed by kubectl-edit/);
    const promote = buttons(held).find((label) => /^Promote|^Go on/.test(label)) ?? '';
    await abort(ts);
    // Its button may be gone already.
    expect(await press(ts, promote)).toSatisfy(({ acked, status }) => acked || status === 404);
    await becomes(world, ts, /\*Rolled back\*/);
    await settled(world);
    expect(await actions(id)).not.toContain('rollout.promoted');
    expect(await reached('fix-gateway')).toEqual(before);
  });

  test('a right is taken away: the missing rule is printed, and it is taken back as soon as it may be', async () => {
    const before = await reached('worker');
    const { id, ts } = await begun('worker');
    await scenario(world, 'cluster-denies', { verb: 'patch', resource: 'ingresses' });
    const denied = await becomes(world, ts, /A person has to decide:[^\n]*worker cannot be taken back/);
    expect(readable(denied)).toMatch(/patch[\s\S]*ingresses/);
    await scenario(world, 'calm', {});
    await becomes(world, ts, /\*Rolled back\*/);
    await settled(world);
    expect(await reached('worker')).toEqual(before);
    expect(await actions(id)).toEqual([
      'deployment.requested',
      'deployment.dispatched',
      'rollout.begun',
      'rollout.phase-begun',
      'rollout.promoted',
      'rollout.taken-back',
      'rollout.asked',
      'deployment.ended',
    ]);
  });
});

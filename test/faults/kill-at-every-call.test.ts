import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, request, succeeds } from './deployment.ts';
import { killBot } from './harms.ts';
import { type Strike, strikeAt } from './strike.ts';
import { expectOneDeployment } from './verdict.ts';
import { type FaultWorld, openFaultWorld } from './world.ts';

const services = ['api', 'websocket', 'fix-gateway', 'worker'];

/** Kill -9 at every single call that the bot makes of Slack and GitHub while a deployment goes to production. */
describe('kill -9 of the bot', { timeout: 300_000 }, () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld();
  });
  afterAll(() => world?.close());

  type Phase = 'to the question' | 'to the dispatch' | 'to the end';

  /** One deployment, killed at the n-th call of a phase; null when the phase has fewer calls. */
  async function killedAt(phase: Phase, n: number): Promise<string | null> {
    const service = services[n % services.length] ?? 'api';
    let strike: Strike | null = null;
    const arm = (now: Phase) => {
      if (now === phase) strike = strikeAt(world, n, () => killBot(world));
    };
    const disarm = async (now: Phase): Promise<void> => {
      if (now !== phase) return;
      strike?.disarm();
      await strike?.over();
    };
    arm('to the question');
    const deployment = await request(world, service);
    await world.quiet();
    await disarm('to the question');
    arm('to the dispatch');
    await approve(world, deployment);
    await world.until(
      'the dispatch',
      () => world.world.github.world().runs.some((run) => JSON.stringify(run).includes(deployment.id)) || undefined,
    );
    await disarm('to the dispatch');
    arm('to the end');
    await succeeds(world, deployment);
    await disarm('to the end');
    const at = (strike as Strike | null)?.at ?? null;
    await expectOneDeployment(world, deployment, `${phase}: killed at ${at}`);
    return at;
  }

  test.each([
    { phase: 'to the question', atLeast: 8 },
    { phase: 'to the dispatch', atLeast: 6 },
    { phase: 'to the end', atLeast: 6 },
  ] as const)('at each call $phase', async ({ phase, atLeast }) => {
    const struck: string[] = [];
    for (let n = 1; n <= 25; n++) {
      const at = await killedAt(phase, n);
      if (at === null) break;
      struck.push(at);
    }
    expect(struck.length, `struck at: ${struck.join('; ')}`).toBeGreaterThanOrEqual(atLeast);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, request, succeeds } from './deployment.ts';
import { killBot } from './harms.ts';
import { strikeAt } from './strike.ts';
import { expectOneDeployment, runsOf } from './verdict.ts';
import { type FaultWorld, openFaultWorld } from './world.ts';

const services = ['api', 'websocket', 'fix-gateway', 'worker'];

/** Kill -9 at every single call that the bot makes of Slack and GitHub while a deployment goes to production. */
describe('kill -9 of the bot', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld();
  });
  afterAll(() => world?.close());

  const phases = { 'to the question': 8, 'to the dispatch': 6, 'to the end': 6 };
  type Phase = keyof typeof phases;
  const all = Object.keys(phases) as Phase[];

  /** One deployment, killed at the n-th call of each of these phases. Where it was killed: a phase may have fewer calls. */
  async function killedAt(asked: readonly Phase[], n: number): Promise<Partial<Record<Phase, string>>> {
    const struck: Partial<Record<Phase, string>> = {};
    async function during<T>(phase: Phase, course: () => Promise<T>): Promise<T> {
      const strike = asked.includes(phase) ? strikeAt(world, n, () => killBot(world)) : null;
      const done = await course();
      strike?.disarm();
      await strike?.over();
      if (strike?.at) struck[phase] = strike.at;
      return done;
    }
    const deployment = await during('to the question', async () => {
      const begun = await request(world, services[n % services.length] ?? 'api');
      await world.quiet();
      return begun;
    });
    await during('to the dispatch', async () => {
      await approve(world, deployment);
      await world.until('the dispatch', () => runsOf(world, deployment.id).length > 0 || undefined);
    });
    await during('to the end', () => succeeds(world, deployment));
    await expectOneDeployment(world, deployment, `killed at ${JSON.stringify(struck)}`);
    return struck;
  }

  test('at each call to the question, to the dispatch and to the end', async () => {
    const struck: Record<Phase, string[]> = { 'to the question': [], 'to the dispatch': [], 'to the end': [] };
    let left = all;
    for (let n = 1; n <= 25 && left.length > 0; n++) {
      const at = await killedAt(left, n);
      left = left.filter((phase) => at[phase] !== undefined);
      for (const phase of left) struck[phase].push(at[phase] ?? '');
    }
    for (const phase of all)
      expect(struck[phase].length, `struck ${phase}: ${struck[phase].join('; ')}`).toBeGreaterThanOrEqual(
        phases[phase],
      );
  });
});

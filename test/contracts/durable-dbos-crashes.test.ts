import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import type { WorkflowContext, WorkflowDefinition } from '../../src/ports/durable.ts';
import { type CrashableEngine, startCrashableEngine } from '../crashable-engine.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { atEveryBoundary } from '../fakes/crashes.ts';
import { freshDatabase, type TestDatabase } from '../postgres.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await freshDatabase();
});

afterAll(() => db.close());

describe('DBOS, killed', () => {
  test('at every boundary of a workflow: each effect at most twice, nothing lost', async () => {
    let run = 0;
    const boundaries = await atEveryBoundary<CrashableEngine>(async (arm) => {
      const id = `run-${run++}`;
      const clock = createFakeClock();
      const placed: string[] = [];
      const body = async (context: WorkflowContext<string>) => {
        const now = await context.now();
        await context.effect('order', async () => void placed.push('order'));
        const word = await context.receive(now + 10 * minute);
        const rest = await context.drain();
        await context.step('file', async () => void placed.push(`file ${word} ${rest.length}`));
      };
      const workflows: WorkflowDefinition[] = [{ name: 'main', body: body as WorkflowDefinition['body'] }];
      const engine = await startCrashableEngine({ db, clock, workflows });
      try {
        arm(engine);
        await engine.durable.start('main', id, null);
        await engine.durable.send(id, 'yes', 'k');
        await engine.until(async () => (await engine.durable.state(id)) === 'done');
        expect([...new Set(placed)]).toEqual(['order', 'file yes 0']);
        expect(placed.length).toBeLessThanOrEqual(3);
      } finally {
        await engine.close();
      }
      return engine;
    });
    expect(boundaries).toBe(12);
  }, 60_000);
});

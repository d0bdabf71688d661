import { afterEach } from 'vitest';
import type { Durable, WorkflowContext, WorkflowDefinition } from '../../src/ports/durable.ts';
import type { FakeClock } from '../fakes/clock.ts';

/** One engine under test. `restart` kills it without waiting for anything and starts it again over the same log. */
export interface DurableHarness {
  durable(): Durable;
  clock: FakeClock;
  restart(): Promise<void>;
  /** Lets it work until `condition` holds; fails when it does not come to hold. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export type OpenDurable = (workflows: WorkflowDefinition[]) => Promise<DurableHarness>;

type Letter = { text: string };
type Body = (context: WorkflowContext<Letter>, input: { n: number }) => Promise<void>;

export const define = (name: string, body: Body): WorkflowDefinition => ({
  name,
  body: body as WorkflowDefinition['body'],
});

/** For one `describe`: an engine per test whose workflow `main` is the test's own, and what its steps noted down. */
export function useDurable(open: OpenDurable) {
  let harness: DurableHarness | undefined;
  const trace: string[] = [];
  afterEach(async () => {
    await harness?.close();
    harness = undefined;
  });
  return {
    trace,
    note: async (text: string) => void trace.push(text),
    async begin(body: Body, more: WorkflowDefinition[] = []): Promise<DurableHarness> {
      trace.length = 0;
      harness = await open([define('main', body), ...more]);
      return harness;
    },
  };
}

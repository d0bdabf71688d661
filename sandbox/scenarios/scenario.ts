import { z } from 'zod';
import type { LiveWorld } from '../live.ts';

/** What was done, for whoever asked. */
type Done = Record<string, unknown>;

/** Something that happens to the world when somebody asks for it. */
export interface Scenario {
  /** As in `POST /api/scenarios/:name`. */
  name: string;
  title: string;
  description: string;
  /** JSON Schema of the body, for the page's form. */
  parameters: Record<string, unknown>;
  /** Likely values of parameters, for the page's form. */
  suggest(world: LiveWorld): Record<string, string[]>;
  /**
   * Makes it happen; says what was done.
   * @throws ZodError when the body does not fit, Error when the world cannot do it.
   */
  run(world: LiveWorld, body: unknown): Done | Promise<Done>;
}

/** Ties a scenario's run to the type of its body. */
export function defineScenario<T extends z.ZodObject>(scenario: {
  name: string;
  title: string;
  description: string;
  body: T;
  suggest?: (world: LiveWorld) => Record<string, string[]>;
  run: (world: LiveWorld, body: z.output<T>) => Done | Promise<Done>;
}): Scenario {
  const { name, title, description, body, suggest, run } = scenario;
  return {
    name,
    title,
    description,
    parameters: z.toJSONSchema(body, { io: 'input' }),
    suggest: suggest ?? (() => ({})),
    run: (world, given) => run(world, body.parse(given)),
  };
}

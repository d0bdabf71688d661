import { parseArgs } from 'node:util';
import { z } from 'zod';

export interface SandboxOptions {
  /** Folder name under `examples/`. */
  example: string;
  /** Folder of the examples; null: those that come along. */
  examples: string | null;
  /** Port asked for; null: 8080 or the next free one. */
  port: number | null;
  /** World seconds in one real second. */
  speed: number;
  /** World time at the start, ms; null: the example's own. */
  start: number | null;
  /** No page, only the control API. */
  headless: boolean;
  /** Slack delivers by signed HTTP requests instead of Socket Mode. */
  http: boolean;
  /** The bot signs in to GitHub as an App, not with a token. */
  app: boolean;
  /** How many bots share the data folder and its Postgres. */
  replicas: number;
  /** Start the real bot. */
  bot: boolean;
  /** Data folder of the bot; null: a fresh one, removed at the end. */
  data: string | null;
}

export const usage = `npm run sandbox -- [example] [options]

  example        a folder of examples/ (trading-engine)
  --port N       port of the page and the control API (8080, or the next free one)
  --speed N      world seconds in a real second (60)
  --start ISO    the world's time at the start (what the example says)
  --examples DIR a folder of examples of your own (examples)
  --data DIR     keep the bot's data here (a fresh folder, removed at the end)
  --http         Slack delivers by HTTP instead of Socket Mode
  --replicas N   bots that share one Postgres, 1 to 4 (1)
  --app          the bot is a GitHub App, instead of having a token
  --headless     only the control API, no page
  --no-bot       only the world; start the bot later from the page`;

const schema = z.object({
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  speed: z.coerce.number().min(0).max(100_000).default(60),
  replicas: z.coerce.number().int().min(1).max(4).default(1),
  start: z.iso.datetime({ offset: true }).optional(),
});

/**
 * Reads the command line.
 * @throws Error whose message is fit to be printed as it is.
 */
export function parseOptions(args: string[]): SandboxOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      speed: { type: 'string' },
      replicas: { type: 'string' },
      start: { type: 'string' },
      data: { type: 'string' },
      examples: { type: 'string' },
      headless: { type: 'boolean', default: false },
      http: { type: 'boolean', default: false },
      app: { type: 'boolean', default: false },
      'no-bot': { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) throw new Error(`One example at a time, not ${positionals.join(' and ')}.`);
  const example = positionals[0] ?? 'trading-engine';
  if (!/^[\w-]+$/.test(example)) throw new Error(`"${example}" is not the name of an example.`);
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`--${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { port, speed, replicas, start } = parsed.data;
  return {
    example,
    examples: values.examples ?? null,
    port: port ?? null,
    speed,
    start: start === undefined ? null : Date.parse(start),
    headless: values.headless,
    http: values.http,
    app: values.app,
    replicas,
    bot: !values['no-bot'],
    data: values.data ?? null,
  };
}

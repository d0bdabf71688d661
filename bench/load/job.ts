import { z } from 'zod';

/** What the sender is told on its standard input. */
export const loadJob = z.strictObject({
  kind: z.enum(['slack-command', 'github-webhook']),
  url: z.url(),
  secret: z.string(),
  connections: z.int().min(1),
  requests: z.int().min(1),
  /** For commands: who types where, and where the answer goes. */
  from: z.strictObject({ user: z.string(), channel: z.string(), answerUrl: z.url() }).optional(),
  /** Makes the requests differ from those of every other job. */
  batch: z.string(),
});
export type LoadJob = z.output<typeof loadJob>;

/** Who types a command, as Slack's ids, and where the answer goes. */
export type Sender = NonNullable<LoadJob['from']>;

/** What it prints, in one line. Lengths in ms. */
export const loadResult = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p99: z.number(),
  /** Answers by status. */
  statuses: z.record(z.string(), z.number()),
});
export type LoadResult = z.output<typeof loadResult>;

/** A request that is ready to be sent. */
export interface Prepared {
  body: Buffer;
  headers: Record<string, string>;
}

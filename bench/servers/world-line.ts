import { z } from 'zod';

/** What the world says when it is ready. */
export const worldLine = z.strictObject({
  /** The settings that point the product at it. */
  environment: z.record(z.string(), z.string()),
  from: z.strictObject({ user: z.string(), channel: z.string(), answerUrl: z.url() }),
});
export type World = z.output<typeof worldLine>;

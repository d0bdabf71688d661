import { z } from 'zod';
import { durationPattern } from './duration.ts';

const names = z.array(z.string().min(1)).default([]);
/** GitHub's limits: six reviewers, and a timer of thirty days. */
const mostReviewers = 6;

/** What GitHub demands before a job may enter an environment, as `world.yml` and the control API write it. */
export const environmentProtection = z.strictObject({
  /** Handles or logins, and slugs of teams. One of them is enough. */
  reviewers: z
    .strictObject({ users: names, teams: names })
    .refine(({ users, teams }) => users.length + teams.length <= mostReviewers, 'GitHub takes six reviewers at most')
    .prefault({}),
  /** Who started the run may not let it in. */
  preventSelfReview: z.boolean().default(false),
  waitTimer: z.string().regex(durationPattern, 'must be a duration such as 10m').nullable().default(null),
  /** Patterns of the branches and tags that may be deployed there; null: all. */
  refs: z.strictObject({ branches: names, tags: names }).nullable().default(null),
  /** Apps whose custom rule has to let the job in. The only app of this world is the bot's. */
  apps: z.array(z.literal('quarterdeck')).default([]),
});

export type EnvironmentProtection = z.output<typeof environmentProtection>;

import { z } from 'zod';
import type { WorldClock } from '../contract.ts';
import { durationPattern, parseDuration } from '../duration.ts';
import { defineScenario, type Scenario } from './scenario.ts';

const forHowLong = {
  seconds: z.number().positive().max(3_600).optional().describe('Real seconds; 60 without anything'),
  for: z.string().regex(durationPattern).optional().describe("In the world's time instead, such as 30m"),
  match: z.string().min(1).optional().describe('Regular expression on "METHOD /path"; without one, everything'),
};

function realMs(clock: WorldClock, given: { seconds?: number | undefined; for?: string | undefined }): number {
  if (given.for !== undefined && clock.speed > 0) return parseDuration(given.for) / clock.speed;
  return (given.seconds ?? 60) * 1_000;
}

const onlyMatch = (match: string | undefined) => (match === undefined ? {} : { match });

export const githubScenarios: Scenario[] = [
  defineScenario({
    name: 'github-502',
    title: 'GitHub answers 502',
    description: 'Every request to GitHub is answered "502 Bad Gateway" for a minute.',
    body: z.strictObject({ ...forHowLong }),
    run(world, body) {
      const forMs = realMs(world.clock, body);
      world.github.fault({ kind: 'http', status: 502, forMs, ...onlyMatch(body.match) });
      return { status: 502, realSeconds: forMs / 1_000 };
    },
  }),
  defineScenario({
    name: 'github-secondary-rate-limit',
    title: 'GitHub: secondary rate limit',
    description: 'GitHub refuses requests with 403 and Retry-After, as it does when asked too much in a short time.',
    body: z.strictObject({ ...forHowLong, seconds: forHowLong.seconds.describe('Real seconds; 30 without anything') }),
    run(world, body) {
      const forMs = realMs(world.clock, { seconds: 30, ...body });
      const retryAfter = Math.max(1, Math.ceil(forMs / 1_000));
      world.github.fault({ kind: 'secondary-rate-limit', forMs, retryAfter, ...onlyMatch(body.match) });
      return { realSeconds: forMs / 1_000, retryAfter };
    },
  }),
  defineScenario({
    name: 'github-lost-answer',
    title: 'GitHub: a lost answer',
    description: 'The next dispatch of a workflow is carried out, but its answer never arrives.',
    body: z.strictObject({
      match: z.string().min(1).default('^POST .*/dispatches$').describe('Regular expression on "METHOD /path"'),
      times: z.int().min(1).max(100).default(1),
    }),
    run(world, { match, times }) {
      world.github.fault({ kind: 'lost-answer', match, times });
      return { match, times };
    },
  }),
];

import { z } from 'zod';
import { defineScenario, type Scenario } from './scenario.ts';

const calls = {
  method: z.string().min(1).default('*').describe('Web API method, such as chat.update; * for any'),
  times: z.int().min(1).max(1_000).default(3).describe('How many calls'),
};

export const slackScenarios: Scenario[] = [
  defineScenario({
    name: 'slack-429',
    title: 'Slack: rate limited',
    description: 'The next calls are answered 429 with Retry-After.',
    body: z.strictObject({
      ...calls,
      retryAfter: z.int().min(1).max(120).default(2).describe('Seconds to wait, in real time'),
    }),
    run(world, { method, times, retryAfter }) {
      world.slack.fault({ kind: 'ratelimited', method, times, retryAfter });
      return { method, times, retryAfter };
    },
  }),
  defineScenario({
    name: 'slack-lost-answer',
    title: 'Slack: a lost answer',
    description: 'The next message is posted, but the answer to the bot never arrives.',
    body: z.strictObject({ ...calls, method: calls.method.default('chat.postMessage'), times: calls.times.default(1) }),
    run(world, { method, times }) {
      world.slack.fault({ kind: 'lost-answer', method, times });
      return { method, times };
    },
  }),
  defineScenario({
    name: 'slack-away',
    title: 'Slack is away',
    description: "Every call of Slack's Web API is answered 503 for a minute.",
    body: z.strictObject({ seconds: z.number().positive().max(3_600).default(60).describe('Real seconds') }),
    run(world, { seconds }) {
      world.slack.fault({ kind: 'http', method: '*', times: 1_000_000, status: 503 });
      world.later(seconds * 1_000, () => world.slack.clearFaults());
      return { status: 503, realSeconds: seconds };
    },
  }),
];

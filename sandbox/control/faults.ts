import { z } from 'zod';
import type { LiveWorld } from '../live.ts';
import { defined } from './defined.ts';
import { type Routes, read } from './router.ts';

const slackFault = z.strictObject({
  method: z.string().min(1).default('*'),
  times: z.int().min(1).default(1),
  kind: z.enum(['ratelimited', 'http', 'lost-answer', 'hang', 'error']),
  retryAfter: z.int().min(0).optional(),
  status: z.int().min(400).max(599).optional(),
  error: z.string().optional(),
});

const githubFault = z.strictObject({
  kind: z.enum(['http', 'secondary-rate-limit', 'primary-rate-limit', 'lost-answer', 'hang', 'forbidden']),
  permission: z.string().min(1).optional(),
  status: z.int().min(400).max(599).optional(),
  match: z.string().min(1).optional(),
  times: z.int().min(1).optional(),
  forMs: z.number().positive().optional(),
  retryAfter: z.int().min(0).optional(),
});

/** Faults in detail, for tests that need another than the scenarios make. */
export function faultRoutes({ slack, github }: LiveWorld): Routes {
  return {
    'POST /api/slack/faults': ({ body }) => {
      const fault = defined(read(slackFault, body));
      slack.fault(fault);
      return { body: fault };
    },
    'DELETE /api/slack/faults': () => {
      slack.clearFaults();
      return { body: {} };
    },
    'POST /api/slack/redeliver': async () => {
      const { status = 200, ...body } = await slack.redeliverLast();
      return { status, body };
    },
    'POST /api/github/faults': ({ body }) => {
      const fault = defined(read(githubFault, body));
      github.fault(fault);
      return { body: fault };
    },
    'DELETE /api/github/faults': () => {
      github.clearFaults();
      return { body: {} };
    },
  };
}

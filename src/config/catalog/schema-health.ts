import type { z } from 'zod';
import { listOf, object, someOf, wholeNumber } from './shapes.ts';
import * as words from './words.ts';

const healthCheck = object(
  {
    name: words.title.meta({ description: 'What people call it. Default: the path of its address.' }).optional(),
    http: words.healthAddress
      .meta({
        description:
          "The address that is asked; what begins with / is a path of the environment's url. {{service}} and {{track}} are filled in.",
      })
      .optional(),
    websocket: words.socketAddress
      .meta({ description: 'Instead of http: the address where a WebSocket must open.' })
      .optional(),
    status: someOf(wholeNumber(100, 599), 'Answers of http that are right. Default: 200.').optional(),
    contains: words.title.meta({ description: 'What the answer must contain. Default: anything.' }).optional(),
    within: words.latency.meta({ description: 'How soon the answer must be there. Default: 5s.' }).optional(),
    attempts: wholeNumber(1, 20)
      .meta({ description: 'So many tries in a row must fail before the check has failed. Default: 3.' })
      .optional(),
    pause: words.duration.meta({ description: 'Between two tries. Default: 5s.' }).optional(),
  },
  'One question that a healthy release answers.',
);

export function healthChecks(description: string) {
  return listOf(healthCheck, description);
}

export type HealthEntry = z.output<typeof healthCheck>;

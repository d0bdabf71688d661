import type { z } from 'zod';
import { laterRules, looking } from './schema-analysis.ts';
import { healthChecks } from './schema-health.ts';
import { byName, object, wholeNumber } from './shapes.ts';
import * as words from './words.ts';

const trigger = object(
  {
    above: words.limit.meta({ description: 'Above this it is rolled back.' }).optional(),
    below: words.limit.meta({ description: 'Below this it is rolled back.' }).optional(),
    failures: wholeNumber(1, 100)
      .meta({ description: 'So many samples in a row must be. Default: 3, for a counter 1.' })
      .optional(),
  },
  'When it is rolled back.',
);

/** Looking on after a deployment. */
export const watch = object(
  {
    for: words.duration.meta({ description: 'How long is looked on.' }),
    ...looking,
    rules: laterRules.optional(),
    roll_back_when: byName(
      words.name,
      trigger,
      'Metric → the limit beyond which the release is rolled back. failed_health_checks: how many in a row.',
    ).optional(),
    health: healthChecks('Asked as often as is measured. Default: nothing.').optional(),
    baseline: words.duration
      .meta({ description: 'How long before the deployment its usual values are taken. Default: 30m.' })
      .optional(),
  },
  'What is looked at after a deployment; only what passes is verified. Without this key nothing is.',
);

export type WatchEntry = z.output<typeof watch>;
export type TriggerEntry = z.output<typeof trigger>;

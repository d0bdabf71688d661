import { z } from 'zod';
import { defineScenario, type Scenario } from './scenario.ts';

function webhooks(
  name: string,
  title: string,
  mode: 'normal' | 'lose' | 'triple' | 'shuffle',
  description: string,
): Scenario {
  return defineScenario({
    name,
    title,
    description,
    body: z.strictObject({}),
    run(world) {
      world.github.webhooks(mode);
      return { mode };
    },
  });
}

export const webhookScenarios: Scenario[] = [
  webhooks('webhooks-lost', 'Webhooks are lost', 'lose', 'No webhook arrives until they are normal again.'),
  webhooks('webhooks-tripled', 'Webhooks arrive three times', 'triple', 'Each webhook is delivered three times.'),
  webhooks('webhooks-shuffled', 'Webhooks out of order', 'shuffle', 'Webhooks of one moment arrive in reverse order.'),
  webhooks('webhooks-normal', 'Webhooks are normal again', 'normal', 'Each webhook is delivered once, in order.'),
];

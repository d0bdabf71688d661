import { z } from 'zod';
import { byName, object, someOf } from './shapes.ts';
import * as words from './words.ts';

/** What goes with every deployment of an environment. */
export const around = object(
  {
    silence: object(
      {
        labels: byName(
          words.labelName,
          words.labelValue,
          'Label → its value, with {{service}} and {{environment}} filled in. Alerts that have all of them are kept quiet.',
        ),
      },
      'Alerts that are kept quiet in Alertmanager while a deployment is on its way. Default: none.',
    ).optional(),
    annotation: object(
      { tags: someOf(words.tag, 'Tags of the annotation, besides those of the deployment.') },
      'The region in Grafana from the beginning of a deployment to its end. Default: none.',
    ).optional(),
    page: object(
      {
        severity: z.enum(['critical', 'error', 'warning']).meta({ description: 'How grave PagerDuty takes it.' }),
      },
      'Whoever is on call is paged when a release is rolled back by itself. Default: nobody.',
    ).optional(),
  },
  'What goes with every deployment there. Without this key nothing.',
);

export type AroundEntry = z.output<typeof around>;

import { z } from 'zod';
import { metricUnits } from '../../model/metric.ts';
import { byName, object, wholeNumber } from './shapes.ts';
import * as words from './words.ts';

const metric = object(
  {
    query: words.query.meta({
      description:
        'The question to Prometheus. {{service}}, {{version}} (the ref), {{sha}}, {{track}} (stable or canary), {{suffix}} (-canary or nothing) and {{environment}}, each within a quoted label value, are filled in.',
    }),
    unit: z.enum(metricUnits).meta({ description: 'What its numbers are: 5 percent is 5, a second is 1000 ms.' }),
    kind: z
      .enum(['gauge', 'counter'])
      .meta({
        description:
          'gauge: it is read as it is. counter: it only grows, as restarts do, and what counts is what was added. Default: gauge.',
      })
      .optional(),
    needs_traffic: object(
      {
        metric: words.name.meta({ description: 'The metric that tells how much traffic there is.' }),
        at_least: words.limit.meta({ description: 'Its usual value must be that much.' }),
      },
      'Without so much traffic this metric says nothing: no errors of no requests are no merit. Default: it always does.',
    ).optional(),
  },
  'What can be measured of a service.',
);

export const metrics = byName(words.name, metric, 'Metrics by the name that rules use, for all environments.');

/** What can be demanded of a metric at any time. */
function demands(onFail: string) {
  return {
    below: words.limit.meta({ description: 'It must be below this.' }).optional(),
    above: words.limit.meta({ description: 'It must be above this.' }).optional(),
    failures: wholeNumber(1, 100)
      .meta({
        description: 'So many samples in a row beyond the limit make it fail. Default: 3, for a counter 1.',
      })
      .optional(),
    growth_below: words.growth
      .meta({ description: 'It must not go on growing, as memory that leaks does: 10% an hour.' })
      .optional(),
    warm_up: words.duration
      .meta({
        description:
          'For growth_below and within: what is read so soon is not judged, as caches fill and rates rise from nothing. Default: nothing.',
      })
      .optional(),
    on_fail: z
      .enum(['roll-back', 'ask'])
      .meta({
        description: `What a failure leads to: the release is taken back, or a person decides. Default: ${onFail}.`,
      })
      .optional(),
  };
}

const latest = words.duration
  .meta({ description: 'Only the latest part of the time is compared. Default: all of it.' })
  .optional();
const asStable = object(
  {
    tolerance: words.share
      .meta({ description: "A difference of so much of the stable version's median does no harm. Default: 10%." })
      .optional(),
    allowance: words.limit
      .meta({ description: 'Nor does so much, for metrics that are usually near zero. Default: nothing.' })
      .optional(),
    confidence: z
      .enum(['90%', '95%', '98%', '99%'])
      .meta({ description: 'How sure the comparison must be. Default: 95%.' })
      .optional(),
    worse: z
      .enum(['higher', 'lower', 'different'])
      .meta({ description: 'Which way is bad: more errors, less throughput. Default: higher.' })
      .optional(),
  },
  'It must not be worse than that of the stable version that runs beside it.',
);
const every = 'Metric → what must be true of it. All of it must.';

/** While both versions run. */
const rule = object(
  { ...demands('roll-back'), as_stable: asStable.optional(), latest },
  'What must be true of the metric while the release goes out.',
);

/** Afterwards. */
const laterRule = object(
  {
    ...demands('ask'),
    within: words.ofBaseline
      .meta({ description: 'Its median must stay that close to the one before the deployment: 20% of baseline.' })
      .optional(),
    latest,
  },
  'What must be true of the metric after a deployment.',
);
export const laterRules = byName(words.name, laterRule, every);

/** How often is looked, and when what is seen is too little. */
export const looking = {
  every: words.duration.meta({ description: 'How often is measured and judged. Default: 30s.' }).optional(),
  least_samples: wholeNumber(1, 1000)
    .meta({ description: 'Fewer usable samples are no answer. Default: 5.' })
    .optional(),
  patience: words.duration
    .meta({ description: 'When a metric says nothing for so long, a person is asked at once. Default: 5m.' })
    .optional(),
};

export const analysis = object(
  { ...looking, rules: byName(words.name, rule, every) },
  'How the new version is judged while it goes out. Without this key only its health is.',
);

export type MetricEntry = z.output<typeof metric>;
/** A rule of either kind. */
export type RuleEntry = z.output<typeof rule> & z.output<typeof laterRule>;
export type AnalysisEntry = z.output<typeof analysis>;

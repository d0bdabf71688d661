import { z } from 'zod';
import { exchangeNames } from '../../model/window.ts';
import { listOf, object, someOf } from './shapes.ts';
import * as words from './words.ts';

const effects = ['refuse', 'warn'] as const;
const exception = {
  effect: z.enum(effects).meta({ description: 'What happens then: refuse or warn. Default: refuse.' }).optional(),
  except_roles: listOf(words.name, 'People with one of these roles are warned instead of refused.').optional(),
};

const hours = {
  days: someOf(words.days, 'Days such as tue, or mon-thu.'),
  hours: words.hours
    .meta({ description: 'Hours by the clock on the wall, the end excluded; without them all day.' })
    .optional(),
};
const range = object(hours, 'Days of the week, and hours.');

const avoided = object(
  { ...hours, reason: words.title.meta({ description: 'Why; refusals quote it.' }).optional(), ...exception },
  'Days of the week, and hours, in which nothing should be deployed.',
);

const dates = {
  on: words.date.meta({ description: 'One whole day: instead of from and to.' }).optional(),
  from: words.moment.meta({ description: 'The first day, or the time on it at which it begins.' }).optional(),
  to: words.moment
    .meta({ description: 'The last day, which still belongs to it, or the time at which it is over.' })
    .optional(),
};

const freeze = object(
  { reason: words.title.meta({ description: 'Why; refusals quote it.' }), ...dates, ...exception },
  'A time with a date in which nothing should be deployed: on, or from and to.',
);

const event = object(
  { name: words.title.meta({ description: 'What people call it; refusals quote it.' }), ...dates, ...exception },
  'A day or a time when the business is busiest: on, or from and to.',
);

const around = (what: string) =>
  object(
    {
      before: words.duration.meta({ description: `How long before ${what}. Default: not before.` }).optional(),
      after: words.duration.meta({ description: `How long after ${what}. Default: not after.` }).optional(),
      effect: z.enum(effects).meta({ description: 'refuse or warn. Default: refuse.' }).optional(),
    },
    `The time around ${what}, on trading days: before, after or both.`,
  );
const says = (what: string) =>
  z
    .enum(['refuse', 'warn', 'allow'])
    .meta({ description: `${what}: refuse, warn or allow. Default: allow.` })
    .optional();

const exchange = object(
  {
    calendar: z.enum(exchangeNames).meta({
      description: 'Whose trading hours, holidays and half days. nyse: the New York Stock Exchange.',
    }),
    around_open: around('the opening').optional(),
    around_close: around('the close, on half days the early one').optional(),
    session: says('From the opening to the close'),
    holidays: says('Weekdays on which the exchange is closed'),
    half_days: says('Days on which it closes early'),
  },
  "What an exchange's day means for deploys. Its hours and dates are those of its own time zone.",
);

export const windowRule = object(
  {
    timezone: words.timezone.meta({ description: 'The IANA time zone that the hours and dates are in.' }),
    allowed: listOf(
      range,
      'Outside of these a deploy is refused; without them it is never refused for the hour.',
    ).optional(),
    preferred: listOf(range, 'Outside of these, but inside allowed, a deploy is warned of.').optional(),
    avoid: listOf(avoided, 'Hours of the week in which a deploy is refused or warned of.').optional(),
    exchange: exchange.optional(),
    freezes: listOf(freeze, 'Times with a date in which a deploy is refused or warned of.').optional(),
    events: listOf(
      event,
      'High-volume events: times with a date in which a deploy is refused or warned of.',
    ).optional(),
  },
  'When deploys are allowed, preferred and to be avoided. Without this key at any time.',
);

export type WindowEntry = z.output<typeof windowRule>;

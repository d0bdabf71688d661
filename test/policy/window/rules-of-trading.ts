import { hour, minute } from '../../../src/model/time.ts';
import type { DatedTime, WindowRule } from '../../../src/model/window.ts';

const dated = (name: string, from: string, to: string, changes: Partial<DatedTime> = {}): DatedTime => ({
  name,
  from,
  to,
  effect: 'refuse',
  exceptRoles: [],
  ...changes,
});

/** A window in which every kind of entry has something to say, in a zone that changes its clock. */
export const tradingRules: WindowRule = {
  timezone: 'America/New_York',
  allowed: [{ days: [1, 2, 3, 4, 5], from: 0, to: 1440 }],
  preferred: [{ days: [2, 3, 4], from: 600, to: 840 }],
  avoid: [
    {
      ranges: [{ days: [5], from: 0, to: 1440 }],
      reason: 'limited support window',
      effect: 'refuse',
      exceptRoles: [],
    },
    { ranges: [{ days: [1], from: 1380, to: 1440 }], reason: null, effect: 'warn', exceptRoles: [] },
  ],
  exchange: {
    calendar: 'nyse',
    aroundOpen: { before: 30 * minute, after: 30 * minute, effect: 'refuse' },
    aroundClose: { before: hour, after: 15 * minute, effect: 'refuse' },
    session: null,
    holidays: 'refuse',
    halfDays: 'warn',
  },
  freezes: [
    dated('Year-end freeze', '2026-12-18T17:00', '2027-01-04T00:00', { exceptRoles: ['sre'] }),
    dated('Move to the new data centre', '2026-10-31T22:00', '2026-11-02T06:00'),
  ],
  events: [dated('FOMC decision', '2026-01-28T00:00', '2026-01-29T00:00')],
};

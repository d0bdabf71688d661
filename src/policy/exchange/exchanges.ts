import type { ExchangeName } from '../../model/window.ts';
import type { ExchangeCalendar } from './calendar.ts';
import { nyse } from './nyse.ts';

/** By the name that quarterdeck.yml gives under `exchange.calendar`. */
export const exchanges: Record<ExchangeName, ExchangeCalendar> = { nyse };

/** What an exchange does on one date there. Times in minutes since midnight. */
export type TradingDay =
  | { kind: 'weekend' }
  | { kind: 'holiday'; name: string }
  /** `halfDay` is why it closes early; null on a whole day. */
  | { kind: 'trading'; opens: number; closes: number; halfDay: string | null };

export interface ExchangeCalendar {
  /** As people say it. */
  says: string;
  /** The zone that its times and dates are in. */
  timezone: string;
  /** `date` in days since 1970-01-01, there. */
  day(date: number): TradingDay;
}

import { useEffect, useSyncExternalStore } from 'react';
import { api, type ClockReading } from './api.ts';

/** The world's time as the page computes it between two readings of the sandbox's clock. */
let reading: ClockReading & { at: number } = { now: Date.now(), speed: 0, revision: 0, at: performance.now() };
const listeners = new Set<() => void>();
let shownSecond = 0;

export const worldNow = () => reading.now + (performance.now() - reading.at) * reading.speed;

export async function readClock(): Promise<void> {
  reading = { ...(await api.clock()), at: performance.now() };
  tick();
}

function tick() {
  shownSecond = Math.floor(worldNow() / 1_000);
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws anew as the world's seconds go by, ten times a real second at most. */
export function useWorldSecond(): { now: number; speed: number } {
  const second = useSyncExternalStore(listen, () => shownSecond);
  useEffect(() => {
    const timer = setInterval(tick, Math.max(100, 1_000 / Math.max(1, reading.speed)));
    return () => clearInterval(timer);
  }, []);
  return { now: second * 1_000, speed: reading.speed };
}

/** The world's minute, for what is said in minutes; it moves while something shows the seconds, as the bar does. */
export function useWorldMinute(): number {
  return useSyncExternalStore(listen, () => Math.floor(shownSecond / 60) * 60_000);
}

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-US', options);
const clockTime = format({ hour: 'numeric', minute: '2-digit' });
const clockTimeSeconds = format({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
const fullDay = format({ weekday: 'long', month: 'long', day: 'numeric' });
const shortDay = format({ month: 'short', day: 'numeric', year: 'numeric' });
const longDay = format({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
const plainDay = format({ month: 'long', day: 'numeric', year: 'numeric' });
const numericDay = format({ year: 'numeric', month: '2-digit', day: '2-digit' });

const startOfDay = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
const daysAgo = (ms: number, now: number) => Math.round((startOfDay(now) - startOfDay(ms)) / 86_400_000);

/** Milliseconds of a message's ts. */
export const instantOf = (ts: string) => Number(ts) * 1_000;
export const timeOf = (ms: number) => clockTime.format(ms);
export const timeWithSeconds = (ms: number) => clockTimeSeconds.format(ms);
export const fullMoment = (ms: number) => `${longDay.format(ms)} at ${clockTimeSeconds.format(ms)}`;

/** As an input for date and time takes it, in this browser's time zone. */
export function localInput(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Heading of a day among the messages: Today, Yesterday, or its date. */
export function dayName(ms: number, now: number): string {
  const days = daysAgo(ms, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return fullDay.format(ms);
}

/** How long before now, as Slack says it of a thread's last reply. */
export function ago(ms: number, now: number): string {
  const minutes = Math.floor((now - ms) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} minute${minutes === 1 ? '' : 's'} ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} hour${hours === 1 ? '' : 's'} ago`;
  const days = daysAgo(ms, now);
  return `${days} day${days === 1 ? '' : 's'} ago`;
}

/** Slack's `<!date^…>` and rich text's date: the tokens of the template, in this browser's time zone. */
export function formatDate(seconds: number, template: string, now = worldNow()): string {
  const ms = seconds * 1_000;
  const pretty = (formatted: string) => {
    const days = daysAgo(ms, now);
    if (days === 0) return 'Today';
    if (days === 1) return 'Yesterday';
    return days === -1 ? 'Tomorrow' : formatted;
  };
  const tokens: Record<string, () => string> = {
    date_num: () => numericDay.format(ms).replace(/(\d+)\/(\d+)\/(\d+)/, '$3-$1-$2'),
    date: () => plainDay.format(ms),
    date_short: () => shortDay.format(ms),
    date_long: () => longDay.format(ms),
    date_pretty: () => pretty(plainDay.format(ms)),
    date_short_pretty: () => pretty(shortDay.format(ms)),
    date_long_pretty: () => pretty(longDay.format(ms)),
    day_divider_pretty: () => pretty(longDay.format(ms)),
    time: () => timeOf(ms),
    time_secs: () => timeWithSeconds(ms),
    ago: () => ago(ms, now),
  };
  return template.replace(/\{(\w+)\}/g, (whole, token: string) => tokens[token]?.() ?? whole);
}

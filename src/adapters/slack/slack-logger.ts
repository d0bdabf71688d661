import type { Logger } from '@slack/web-api';
import { LogLevel } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';

/** Slack's own libraries write into our log; what they repeat of every call is for debugging only. */
export function createSlackLogger(log: Log): Logger {
  const words = (parts: unknown[]) => ({ said: parts.map(String).join(' ').slice(0, 2_000) });
  return {
    debug: () => {},
    info: (...parts) => log.debug(words(parts), 'slack library'),
    warn: (...parts) => log.debug(words(parts), 'slack library warns'),
    error: (...parts) => log.warn(words(parts), 'slack library reports an error'),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

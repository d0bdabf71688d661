import type { WebClientOptions } from '@slack/web-api';
import { LogLevel, WebClient } from '@slack/web-api';
import type { Millis } from '../../model/time.ts';
import type { Log } from '../../ports/log.ts';
import { createSlackLogger } from './slack-logger.ts';

export interface SlackAccess {
  botToken: string;
  /** Null for Slack itself. */
  apiUrl: string | null;
  /** For one request; 10 s unless told. */
  timeout?: Millis;
  /** Called after each request, for the metrics; `status` is null when no answer came. */
  onCall?: (call: { method: string; status: number | null }) => void;
}

/**
 * The client of one workspace. It neither waits for rate limits nor retries: one 429 would hold up every other call of the
 * client, and a repeated post would be a second message.
 */
export function createSlackClient({ botToken, apiUrl, timeout = 10_000, onCall }: SlackAccess, log: Log): WebClient {
  return new WebClient(botToken, {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout,
    allowAbsoluteUrls: false,
    ...(onCall ? { fetch: counting(onCall) } : {}),
    logger: createSlackLogger(log),
    logLevel: LogLevel.WARN,
  });
}

function counting(onCall: NonNullable<SlackAccess['onCall']>): NonNullable<WebClientOptions['fetch']> {
  return async (url, init) => {
    const method = new URL(url).pathname.split('/').at(-1) ?? '';
    try {
      const response = await fetch(url, init);
      onCall({ method, status: response.status });
      return response;
    } catch (error) {
      onCall({ method, status: null });
      throw error;
    }
  };
}

import { WebAPIRateLimitedError } from '@slack/web-api';
import { Fault } from '../../model/fault.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { minute, second } from '../../model/time.ts';
import type { Pause } from '../../ports/pause.ts';
import type { SlackMethod } from './methods.ts';
import { slackMethods } from './methods.ts';
import type { Lane, Priority, Work } from './pace.ts';
import { Pace } from './pace.ts';
import { troubleOf } from './trouble.ts';

/** Where something is decided, an outage of Slack is waited out for so long, rather than taken for an answer. */
export const longOutage: Millis = 3 * minute;

export interface Schedule {
  /** 0 when it may be sent now; else after how long to ask again with the same key. */
  ask(work: Work): Millis;
  /** Slack answered 429: the lanes stay closed for so long. */
  close(lanes: readonly Lane[], wait: Millis): void;
  /**
   * Sends one call in its turn and waits out 429s. Throws `Fault` of kind `unavailable` when its turn would come later than
   * `patience`; errors of the call itself pass through. With `outlast`, for calls that only read, a Slack that gives no answer is
   * asked again for so long.
   */
  call<T>(
    method: SlackMethod,
    send: () => Promise<T>,
    options?: { priority?: Priority; patience?: Millis; lanes?: readonly Lane[]; outlast?: Millis },
  ): Promise<T>;
}

/** The lane of a method over the whole workspace. */
export function methodLane(method: SlackMethod): Lane {
  const { perMinute, burst } = slackMethods[method];
  return { name: method, perMinute, burst };
}

/** Slack takes about one message a second in a channel, and a few at once. */
export function postLanes(channel: string): Lane[] {
  return [methodLane('chat.postMessage'), { name: `chat.postMessage ${channel}`, perMinute: 55, burst: 3 }];
}

/** One message is not edited more often than people read, so that many deployments share what Slack allows. */
export function editLanes(message: string): Lane[] {
  return [methodLane('chat.update'), { name: `chat.update ${message}`, perMinute: 40, burst: 3 }];
}

/** `now` and `pause` are the real clock's; `times`: how many times as much is sent as Slack promises to take. */
export function createSchedule(parts: { now: () => Instant; pause: Pause; times?: number }): Schedule {
  const { now, pause, times } = parts;
  const pace = new Pace(times);
  let calls = 0;
  const close = (lanes: readonly Lane[], wait: Millis) => {
    for (const lane of lanes) pace.close(lane, wait, now());
  };
  return {
    ask: (work) => pace.ask(work, now()),
    close,
    async call(method, send, options = {}) {
      const { priority = 'normal', patience = 20 * second, lanes = [methodLane(method)], outlast = 0 } = options;
      const work: Work = { key: `call ${calls++}`, lanes, priority };
      const began = now();
      const deadline = began + Math.max(patience, outlast);
      for (let rest = second / 4; ; rest = Math.min(2 * rest, 5 * second)) {
        const wait = pace.ask(work, now());
        if (wait > 0) {
          if (now() + wait > deadline)
            throw new Fault('unavailable', 'Slack asks us to wait.', { retryAt: now() + wait });
          await pause(wait);
          continue;
        }
        try {
          return await send();
        } catch (error) {
          if (error instanceof WebAPIRateLimitedError) close(lanes, error.retryAfter * second);
          else if (troubleOf(error).kind === 'unanswered' && now() + rest < began + outlast) await pause(rest);
          else throw error;
        }
      }
    },
  };
}

import { createGitHub, type GitHubSettings } from '../../../src/adapters/github/client.ts';

/** A client whose pauses take no time: they move `now` forward and are written down. */
export function createTestClient(apiUrl: string, settings: Partial<GitHubSettings> = {}) {
  const pauses: number[] = [];
  const waits: { until: number; why: string }[] = [];
  const stop = new AbortController();
  let now = Date.UTC(2026, 0, 20, 12);
  const github = createGitHub({
    apiUrl,
    auth: { token: 'test-token' },
    stopping: stop.signal,
    now: () => now,
    pause: async (length, signal) => {
      signal.throwIfAborted();
      pauses.push(length);
      now += length;
    },
    onWaiting: (wait) => waits.push(wait),
    ...settings,
  });
  return { github, pauses, waits, stop, now: () => now };
}

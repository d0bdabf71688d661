import type { Deployment } from './deployment.ts';
import type { Instant } from './time.ts';

/**
 * When what has ended was over: with a run, when its last job ended on GitHub, for the news of it may have come much later. Never
 * before `from`. What was rolled out after its run ended later.
 */
export function overAt({ endedAt, run, rollout }: Deployment, from: Instant, now: Instant): Instant {
  const told = endedAt ?? now;
  if (rollout) return told;
  const ends = run && run.conclusion !== null ? run.jobs.flatMap(({ completedAt }) => completedAt ?? []) : [];
  return ends.length === 0 ? told : Math.max(from, Math.min(told, Math.max(...ends)));
}

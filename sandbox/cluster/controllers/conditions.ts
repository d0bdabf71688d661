import type { Condition } from '../workloads.ts';

/** The conditions with one of them set; its transition time stays while its status does. */
export function withCondition(
  conditions: readonly Condition[],
  next: Omit<Condition, 'lastTransitionTime' | 'lastUpdateTime'>,
  now: string,
  updates = false,
): Condition[] {
  const before = conditions.find(({ type }) => type === next.type);
  const same = before?.status === next.status && before.reason === next.reason && before.message === next.message;
  if (before !== undefined && same && !updates) return [...conditions];
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : now;
  const set = { ...next, lastTransitionTime, ...(updates || next.type !== 'Ready' ? { lastUpdateTime: now } : {}) };
  if (before === undefined) return [...conditions, set];
  return conditions.map((each) => (each === before ? set : each));
}

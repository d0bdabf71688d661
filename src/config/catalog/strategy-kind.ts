import type { StrategyEntry } from './schema-delivery.ts';

export const strategyKinds = ['rolling', 'canary', 'blue_green', 'by_run'] as const;
export type StrategyKind = (typeof strategyKinds)[number];

/** Which strategies an entry has; right is exactly one. */
export function kindsOf(entry: StrategyEntry): StrategyKind[] {
  return strategyKinds.filter((kind) => entry[kind] !== undefined);
}

export function onKubernetes(entry: StrategyEntry): boolean {
  return kindsOf(entry).some((kind) => kind !== 'by_run');
}

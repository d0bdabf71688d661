/**
 * The services that are rolled out, in the order of the catalog: those of a list together, one list after the other. What no list
 * names goes last, together.
 */
export function wavesOf(services: readonly string[], order: readonly (readonly string[])[]): string[][] {
  const named = order.map((list) => list.filter((service) => services.includes(service)));
  const rest = services.filter((service) => !order.some((list) => list.includes(service)));
  return [...named, rest].filter((list) => list.length > 0);
}

/** What becomes of services when those of wave `failed` cannot go on. */
export interface AfterFailure {
  /** In the order in which they are taken back: the last that moved first. */
  takenBack: string[];
  /** They have the new version, and keep it. */
  kept: string[];
  /** They were never begun. */
  stopped: string[];
}

/** Services of one list succeed or fail together. Those of earlier lists go back too, or keep what they have. */
export function afterFailure(
  waves: readonly (readonly string[])[],
  failed: number,
  whenOneFails: 'stop' | 'take-back-all',
): AfterFailure {
  const before = waves.slice(0, failed);
  const all = whenOneFails === 'take-back-all';
  return {
    takenBack: [...(waves[failed] ?? []), ...(all ? before.toReversed().flat() : [])],
    kept: all ? [] : before.flat(),
    stopped: waves.slice(failed + 1).flat(),
  };
}

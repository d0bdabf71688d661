import { parse } from 'semver';
import type { Delivery, Strategy } from '../../model/delivery.ts';

/**
 * The strategy for a version, after the one that it follows; both as refs. `majorStrategy` only where both are versions of SemVer and
 * the major number went up: a branch says nothing about what it brings.
 */
export function chooseStrategy(
  { strategy, majorStrategy }: Pick<Delivery, 'strategy' | 'majorStrategy'>,
  from: string | null,
  to: string,
): Strategy {
  const before = from === null ? null : parse(from);
  const after = parse(to);
  return majorStrategy && before && after && after.major > before.major ? majorStrategy : strategy;
}

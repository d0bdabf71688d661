import type { LaneKey } from '../../src/model/lane.ts';
import type { Lanes } from '../../src/ports/lanes.ts';

const nameOf = ({ environment, service }: LaneKey) => `${environment}/${service}`;

export function createFakeLanes(): Lanes {
  const held = new Map<string, { lane: LaneKey; deploymentId: string; token: number }>();
  const waiters: { deploymentId: string; lanes: readonly LaneKey[]; first: boolean }[] = [];
  let token = 0;

  const shares = (some: readonly LaneKey[], others: readonly LaneKey[]) =>
    some.some((lane) => others.some((other) => nameOf(lane) === nameOf(other)));
  const holdersOf = (lanes: readonly LaneKey[]) => lanes.flatMap((lane) => held.get(nameOf(lane)) ?? []);
  const waitersFor = (lanes: readonly LaneKey[]) =>
    waiters.filter((waiter) => shares(lanes, waiter.lanes)).map(({ deploymentId }) => deploymentId);
  const forget = (deploymentId: string) => {
    const index = waiters.findIndex((waiter) => waiter.deploymentId === deploymentId);
    if (index >= 0) waiters.splice(index, 1);
  };

  return {
    async take(lanes, deploymentId, order) {
      const known = waiters.findIndex((waiter) => waiter.deploymentId === deploymentId);
      const isFirst = order === 'first';
      const at = isFirst ? waiters.filter((waiter) => waiter.first).length : waiters.length;
      const before = waiters.slice(0, known < 0 ? at : known);
      const earlier = before.filter((waiter) => shares(lanes, waiter.lanes));
      const others = holdersOf(lanes).filter((holder) => holder.deploymentId !== deploymentId);
      if (earlier.length > 0 || others.length > 0) {
        if (known < 0) waiters.splice(at, 0, { deploymentId, lanes: [...lanes], first: isFirst });
        const holders = [...new Set(others.map((holder) => holder.deploymentId))];
        return { taken: false, place: earlier.length + 1, holders };
      }
      forget(deploymentId);
      const mine = holdersOf(lanes);
      const waiting = waitersFor(lanes);
      const [first] = mine;
      if (first && mine.length === lanes.length) return { taken: true, token: first.token, waiting };
      token++;
      for (const lane of lanes) held.set(nameOf(lane), { lane, deploymentId, token });
      return { taken: true, token, waiting };
    },
    async leave(deploymentId) {
      for (const [name, holder] of held) if (holder.deploymentId === deploymentId) held.delete(name);
      forget(deploymentId);
      return waiters
        .filter(
          ({ lanes }, index) =>
            holdersOf(lanes).length === 0 && !waiters.slice(0, index).some((earlier) => shares(lanes, earlier.lanes)),
        )
        .map((waiter) => waiter.deploymentId);
    },
    state: async (lanes) => ({
      holders: holdersOf(lanes)
        .map(({ lane, deploymentId }) => ({ lane, deploymentId }))
        .toSorted((a, b) => (nameOf(a.lane) < nameOf(b.lane) ? -1 : 1)),
      waiting: waitersFor(lanes),
    }),
  };
}

/** A run or a job that may have to wait for its group. */
export interface Member {
  start(): void;
  /** It has to wait: somebody else of the group is in progress. */
  wait(): void;
  /** It is cancelled, by a newer member. */
  cancel(): void;
}

export interface ConcurrencyGroups {
  enter(group: string, member: Member, options: { cancelInProgress: boolean }): void;
  /** The member is over, whether it was in progress or waiting; the one that waits goes next. */
  leave(member: Member): void;
}

/** In each group one member is in progress and one waits; a newer one takes the place of the one that waits. */
export function createConcurrencyGroups(): ConcurrencyGroups {
  const groups = new Map<string, { active: Member; waiting: Member | null }>();
  return {
    enter(name, member, { cancelInProgress }) {
      const key = name.toLowerCase();
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { active: member, waiting: null });
        member.start();
        return;
      }
      const displaced = group.waiting;
      group.waiting = member;
      member.wait();
      displaced?.cancel();
      if (cancelInProgress) group.active.cancel();
    },
    leave(member) {
      for (const [key, group] of groups) {
        if (group.waiting === member) group.waiting = null;
        if (group.active !== member) continue;
        const next = group.waiting;
        if (next === null) {
          groups.delete(key);
          continue;
        }
        group.active = next;
        group.waiting = null;
        next.start();
      }
    },
  };
}

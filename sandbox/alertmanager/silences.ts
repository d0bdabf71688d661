import type { WorldClock, WorldIds } from '../contract.ts';

export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface PostedSilence {
  id: string;
  matchers: Matcher[];
  startsAt: number;
  endsAt: number;
  createdBy: string;
  comment: string;
}

export interface StoredSilence extends PostedSilence {
  updatedAt: number;
}

export type State = 'active' | 'pending' | 'expired';

export interface Silences {
  all(): StoredSilence[];
  stateOf(silence: StoredSilence): State;
  /** Null when the id that is given is not there. */
  set(posted: PostedSilence): StoredSilence | null;
  /** False when it is not there. */
  expire(id: string): boolean;
  /** True when an alert of these labels is silenced. */
  silences(labels: Record<string, string>): boolean;
}

export function createStore(clock: WorldClock, ids: WorldIds): Silences {
  const silences = new Map<string, StoredSilence>();

  function stateOf({ startsAt, endsAt }: StoredSilence): State {
    const now = clock.now();
    if (endsAt <= now) return 'expired';
    return startsAt > now ? 'pending' : 'active';
  }

  function end(silence: StoredSilence): void {
    const now = clock.now();
    const state = stateOf(silence);
    if (state === 'expired') return;
    if (state === 'pending') silence.startsAt = now;
    silence.endsAt = now;
    silence.updatedAt = now;
  }

  /** An active one may only be moved at its end, one that has not begun at both ends; its matchers are its identity. */
  function mayChange(before: StoredSilence, after: PostedSilence): boolean {
    if (JSON.stringify(before.matchers) !== JSON.stringify(after.matchers)) return false;
    const state = stateOf(before);
    if (state === 'active') return before.startsAt === after.startsAt && after.endsAt >= clock.now();
    return state === 'pending' && after.startsAt >= clock.now();
  }

  return {
    all: () => [...silences.values()],
    stateOf,
    set(posted) {
      const before = silences.get(posted.id);
      if (posted.id !== '' && before === undefined) return null;
      const now = clock.now();
      const id = before !== undefined && mayChange(before, posted) ? before.id : ids.guid();
      if (before !== undefined && id !== before.id) end(before);
      const startsAt = id === before?.id ? posted.startsAt : Math.max(posted.startsAt, now);
      const stored = { ...posted, id, startsAt, updatedAt: now };
      silences.set(id, stored);
      return stored;
    },
    expire(id) {
      const silence = silences.get(id);
      if (silence) end(silence);
      return silence !== undefined;
    },
    silences: (labels) =>
      [...silences.values()].some(
        (each) => stateOf(each) === 'active' && each.matchers.every((one) => fits(one, labels)),
      ),
  };
}

export function fits({ name, value, isRegex, isEqual }: Matcher, labels: Record<string, string>): boolean {
  const label = labels[name] ?? '';
  const met = isRegex ? new RegExp(`^(?:${value})$`).test(label) : label === value;
  return met === isEqual;
}

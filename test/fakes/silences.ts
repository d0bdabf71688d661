import { checkMark, type Mark } from '../../src/model/mark.ts';
import { type AlertScope, checkScope, type HeldSilence, sameScope } from '../../src/model/silence.ts';
import type { Instant } from '../../src/model/time.ts';
import type { Silences } from '../../src/ports/silences.ts';

export interface FakeSilences extends Silences {
  /** Those in force, of whatever mark. */
  standing(): { mark: Mark | null; scope: AlertScope; until: Instant }[];
  /** A person silences alerts by hand. */
  byHand(scope: AlertScope, until: Instant): void;
  /** The next call throws this. */
  fail(error: Error): void;
}

/** Silences in memory, on the clock that is given. */
export function createFakeSilences(now: () => Instant): FakeSilences {
  let all: (HeldSilence & { mark: Mark | null })[] = [];
  let failure: Error | null = null;
  let ids = 0;
  const standing = () => all.filter(({ until }) => until > now());
  const of = (mark: Mark) => standing().find((each) => each.mark === mark);

  function begin(): void {
    const error = failure;
    failure = null;
    if (error) throw error;
  }

  const shown = ({ id, scope, until }: HeldSilence): HeldSilence => ({ id, scope: { ...scope }, until });
  return {
    standing: () => standing().map(({ mark, scope, until }) => ({ mark, scope: { ...scope }, until })),
    byHand: (scope, until) => void all.push({ id: `silence-${++ids}`, mark: null, scope, until }),
    fail: (error) => {
      failure = error;
    },
    async hold({ mark, scope, until }) {
      checkMark(mark);
      checkScope(scope);
      begin();
      const held = of(mark);
      const later = Math.max(until, held?.until ?? 0);
      const id = held && sameScope(held.scope, scope) ? held.id : `silence-${++ids}`;
      all = [...all.filter((each) => each !== held), { id, mark, scope: { ...scope }, until: later }];
      return shown({ id, scope, until: later });
    },
    async find(mark) {
      checkMark(mark);
      begin();
      const held = of(mark);
      return held ? shown(held) : null;
    },
    async end(mark) {
      checkMark(mark);
      begin();
      all = all.filter((each) => each.mark !== mark);
    },
  };
}

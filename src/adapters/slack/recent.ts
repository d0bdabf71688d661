import type { Instant, Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';

/** Answers of Slack, kept for a while by what was asked. */
export interface Recent<Answer> {
  /** `fresh`: as Slack says in this very moment. Rejects as `ask` does. */
  get(key: string, options: { fresh: boolean }): Promise<Answer>;
  /** The last answer, however old. */
  last(key: string): Answer | undefined;
  /** Something has changed: what is known, and what is just being asked, is not kept any longer. */
  forget(key: string): void;
  forgetAll(): void;
}

/**
 * One vote asks several times in a row for the same (who votes, who asked, who approved); as many calls would use up what Slack
 * allows within a few approvals, and the next one would wait for seconds. So who asks freshly shares what another one gets so.
 */
const moment = second / 4;

export function createRecent<Answer>(options: {
  ask: (key: string, fresh: boolean) => Promise<Answer>;
  keepFor: Millis | ((answer: Answer) => Millis);
  /** How many answers are kept at most. */
  most: number;
  now: () => Instant;
}): Recent<Answer> {
  const { ask, most, now } = options;
  const keepFor = (answer: Answer) => (typeof options.keepFor === 'number' ? options.keepFor : options.keepFor(answer));
  const kept = new Map<string, { at: Instant; fresh: boolean; answer: Answer }>();
  let changes = 0;
  const asking = new Map<string, { since: Instant; fresh: boolean; answer: Promise<Answer> }>();

  async function askNow(key: string, fresh: boolean): Promise<Answer> {
    const at = now();
    const before = changes;
    const answer = await ask(key, fresh);
    if (kept.size >= most) kept.clear();
    if (changes === before) kept.set(key, { at, fresh, answer });
    return answer;
  }

  return {
    async get(key, { fresh }) {
      const known = kept.get(key);
      const age = known ? now() - known.at : 0;
      if (known && (fresh ? known.fresh && age < moment : age < keepFor(known.answer))) return known.answer;
      // A question that was asked before the caller's cannot answer it freshly; one of the same moment can.
      const other = asking.get(key);
      if (other && (!fresh || (other.fresh && now() - other.since < moment))) return other.answer;
      const mine = { since: now(), fresh, answer: askNow(key, fresh) };
      asking.set(key, mine);
      try {
        return await mine.answer;
      } finally {
        if (asking.get(key) === mine) asking.delete(key);
      }
    },
    last: (key) => kept.get(key)?.answer,
    forget(key) {
      changes++;
      kept.delete(key);
      asking.delete(key);
    },
    forgetAll() {
      changes++;
      kept.clear();
      asking.clear();
    },
  };
}

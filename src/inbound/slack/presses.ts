import type { Instant, Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';

/** Two clicks on one button by one person within so long are one. */
const doubleClick: Millis = 5 * second;

/**
 * Names presses, so that a second click and a repeated delivery get the name of the first. A repeated delivery carries the same
 * `actionTs`, at any replica and after a restart; a second click is remembered here for a moment of real time.
 */
export class Presses {
  readonly #recent = new Map<string, { at: Instant; key: string }>();
  readonly #now: () => Instant;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  name(press: { user: string; button: string; actionTs: string }): { key: string; again: boolean } {
    const now = this.#now();
    for (const [who, { at }] of this.#recent) {
      if (now - at <= doubleClick) break;
      this.#recent.delete(who);
    }
    const who = `${press.user} ${press.button}`;
    const before = this.#recent.get(who);
    if (before && now - before.at <= doubleClick) return { key: before.key, again: true };
    const key = `action:${press.user}:${press.button}:${press.actionTs}`.slice(0, 400);
    this.#recent.delete(who);
    this.#recent.set(who, { at: now, key });
    return { key, again: false };
  }
}

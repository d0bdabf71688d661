import type { Answer } from './answer.ts';

interface Kept {
  etag: string;
  answer: Answer;
}

/**
 * Answers of GET requests by address, with their ETags: a 304 does not count against GitHub's rate limit, so asking again
 * for what has not changed is free. Bounded in bytes; what was used longest ago goes first.
 */
export class AnswerCache {
  readonly #kept = new Map<string, Kept>();
  readonly #limit: number;
  #bytes = 0;

  /** `limit` in bytes of bodies. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  etag(key: string): string | null {
    return this.#kept.get(key)?.etag ?? null;
  }

  /** The kept answer; null when it was dropped meanwhile. */
  answer(key: string): Answer | null {
    const found = this.#kept.get(key);
    if (!found) return null;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.answer;
  }

  keep(key: string, etag: string, answer: Answer): void {
    this.drop(key);
    const size = answer.body.length;
    if (size > this.#limit / 8) return;
    this.#kept.set(key, { etag, answer });
    this.#bytes += size;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.drop(oldest);
    }
  }

  drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.answer.body.length ?? 0;
    this.#kept.delete(key);
  }
}

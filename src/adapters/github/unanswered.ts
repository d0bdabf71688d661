import type { Instant } from '../../model/time.ts';

/** A request that got no answer. `sent` is false when it certainly never reached GitHub; `retryAt` is real time. */
export class Unanswered extends Error {
  readonly sent: boolean;
  readonly passing: boolean;
  readonly retryAt: Instant | null;

  constructor(message: string, facts: { sent: boolean; passing: boolean; retryAt?: Instant | null; cause?: unknown }) {
    super(message, { cause: facts.cause });
    this.name = 'Unanswered';
    this.sent = facts.sent;
    this.passing = facts.passing;
    this.retryAt = facts.retryAt ?? null;
  }
}

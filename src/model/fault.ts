import type { Instant } from './time.ts';

export type FaultKind = 'unavailable' | 'denied' | 'not-found' | 'rejected' | 'invalid';

/**
 * Something outside went wrong. `message` is a sentence a person can act on; `cause` is what the log wants.
 * `retryAt` (real time) is set when the far end said when to come back.
 */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly retryAt: Instant | null;

  constructor(kind: FaultKind, message: string, options: { cause?: unknown; retryAt?: Instant } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Fault';
    this.kind = kind;
    this.retryAt = options.retryAt ?? null;
  }
}

/** A person's sentence for any error: a Fault says it itself, anything else is named without its innards. */
export function sayFault(error: unknown): string {
  return error instanceof Fault ? error.message : 'Something inside Quarterdeck failed; the log has the details.';
}

/**
 * True for a fault of the world outside, which can be told and lived with. Our own database being away is none: the engine waits
 * that out.
 */
export function ofOutside(error: unknown): error is Fault {
  return error instanceof Fault && error.name === 'Fault';
}

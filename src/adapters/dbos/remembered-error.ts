import { Fault, type FaultKind } from '../../model/fault.ts';

/** What is kept of an error that a step threw: enough to throw the like of it again when the workflow is replayed. */
export interface RememberedError {
  name: string;
  message: string;
  kind?: string;
  retryAt?: number | null;
}

const kinds: readonly string[] = ['unavailable', 'denied', 'not-found', 'rejected', 'invalid'] satisfies FaultKind[];

export function rememberError(error: unknown): RememberedError {
  if (error instanceof Fault) {
    return { name: 'Fault', message: error.message, kind: error.kind, retryAt: error.retryAt };
  }
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

/** The error of a remembered one: a `Fault` again if it was one. `cause` is the original, which only the first run has. */
export function reviveError(remembered: RememberedError, cause?: unknown): Error {
  const { name, message, kind, retryAt } = remembered;
  if (name === 'Fault' && kind !== undefined && isKind(kind)) {
    return new Fault(kind, message, retryAt == null ? { cause } : { cause, retryAt });
  }
  const error = new Error(message, { cause });
  error.name = name;
  return error;
}

function isKind(text: string): text is FaultKind {
  return kinds.includes(text);
}

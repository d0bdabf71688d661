import { Fault, sayFault } from '../../model/fault.ts';
import type { Notice } from '../../model/notice.ts';

/** The inbox gives an arrival up after so many tries. */
const lastTry = 10;
/** An error that is no `Fault` may be the database's and pass; one that does not is a mistake of ours. */
const unknownTries = 4;

/** Whether to try again after a failure, and what the person should hear about it now. */
export function afterFault(error: unknown, tries: number): { again: boolean; tell: Notice | null } {
  const done = tries + 1;
  const passing = error instanceof Fault ? error.kind === 'unavailable' : done < unknownTries;
  if (passing && done < lastTry) {
    return { again: true, tell: done === 2 ? waiting(sayFault(error)) : null };
  }
  return { again: false, tell: failed(sayFault(error)) };
}

function waiting(why: string): Notice {
  return {
    kind: 'text',
    tone: 'warning',
    title: 'This takes longer',
    lines: [why, 'It is tried again for a few minutes.'],
  };
}

function failed(why: string): Notice {
  return {
    kind: 'text',
    tone: 'error',
    title: 'That did not work',
    lines: [why, 'Nothing is tried any more: please do it again.'],
  };
}

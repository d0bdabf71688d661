import type { Verdict } from '../model/verdict.ts';

/** It refuses for want of an answer, not for what was seen. */
export function doubtful({ outcome, reason }: Verdict): boolean {
  return outcome === 'block' && (reason === 'facts-missing' || reason === 'role-unverified');
}

import type { GateName, Verdict } from '../model/verdict.ts';

/** What stands in the way of these today may be gone at the time; who may deploy what, and when, is known now. */
const mendable: readonly GateName[] = [
  'checks',
  'review',
  'branch-protection',
  'after',
  'backup',
  'quarantine',
  'lock',
  'lane',
  'already-running',
];

/** Said of a deploy for later, in whose way something stands that may be gone by then. */
export function standsInTheWay(verdicts: readonly Verdict[]): string {
  const words = verdicts.filter(({ outcome }) => outcome === 'block').map(({ says }) => says);
  return `Now this would stand in its way: ${words.join(' ')} Every gate is asked again at its time.`;
}

/** True when a deploy for a later time is refused at once: for something that waiting does not mend. Judged as of that time. */
export function stopsSchedule(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ gate, outcome }) => outcome === 'block' && !mendable.includes(gate));
}

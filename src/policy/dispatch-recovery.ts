import type { Instant, Millis } from '../model/time.ts';
import { minute, second } from '../model/time.ts';
import { list } from './verdicts.ts';

/**
 * How the answer to "start this run" was lost. `accepted`: GitHub said yes without naming the run. `answered-5xx`: GitHub answered
 * with an error of its own. `process-died`: we stopped between asking and writing it down. `connection-lost`: no answer came.
 */
export type Loss = 'accepted' | 'answered-5xx' | 'process-died' | 'connection-lost';

/** One search for runs whose title carries the deployment's id. `at` is real time. */
export type LookUp = { at: Instant; ok: true; runIds: number[] } | { at: Instant; ok: false; why: string };

export type Recovery =
  | { kind: 'found'; runId: number }
  /** Look again after `pause`. */
  | { kind: 'wait'; pause: Millis }
  /** It certainly did not start: ask GitHub again. */
  | { kind: 'repeat' }
  /** A person decides. */
  | { kind: 'ask'; why: string };

/** GitHub shows a new run within seconds; this is much more. Counted from the first look. */
export const settlingTime: Millis = 45 * second;
/** A run that GitHub accepted will appear: it is waited for longer, since repeating is out of the question. */
const acceptedTime: Millis = 5 * minute;
const firstPauses: readonly Millis[] = [second, 2 * second, 4 * second];
const pauseLater: Millis = 8 * second;
/** A hole in the looking (a process that was away) must not hide a run: after one, the settling time begins anew. */
const longestGap: Millis = 30 * second;

/**
 * What to do when it is not known whether a run was started. It is repeated only when every look through the whole settling
 * time succeeded and saw nothing, and what was lost was an answered 5xx or a process that died; a request that is still on its
 * way somewhere (a lost connection), a look that failed, or two runs are for a person.
 */
export function recoverDispatch(known: { lost: Loss; lookUps: readonly LookUp[] }): Recovery {
  const { lost, lookUps } = known;
  const runIds = [...new Set(lookUps.flatMap((look) => (look.ok ? look.runIds : [])))];
  const only = runIds[0];
  if (runIds.length > 1) {
    return { kind: 'ask', why: `GitHub shows ${runIds.length} runs for it (${list(runIds.map(String))}).` };
  }
  if (only !== undefined) return { kind: 'found', runId: only };

  const unbroken = sinceLastGap(lookUps);
  const first = unbroken[0];
  const last = unbroken.at(-1);
  if (!first || !last) return { kind: 'wait', pause: 0 };
  const left = first.at + (lost === 'accepted' ? acceptedTime : settlingTime) - last.at;
  if (left > 0) return { kind: 'wait', pause: Math.min(firstPauses[unbroken.length - 1] ?? pauseLater, left) };

  const failed = lookUps.find((look) => !look.ok);
  if (failed && !failed.ok) {
    return { kind: 'ask', why: `GitHub could not be asked the whole time whether the run exists (${failed.why}).` };
  }
  if (lost === 'answered-5xx' || lost === 'process-died') return { kind: 'repeat' };
  return {
    kind: 'ask',
    why:
      lost === 'accepted'
        ? 'GitHub accepted the request, but no run has appeared.'
        : 'The connection broke before GitHub answered, and no run has appeared.',
  };
}

function sinceLastGap(lookUps: readonly LookUp[]): readonly LookUp[] {
  let start = 0;
  lookUps.forEach((look, index) => {
    const before = lookUps[index - 1];
    if (before && look.at - before.at > longestGap) start = index;
  });
  return lookUps.slice(start);
}

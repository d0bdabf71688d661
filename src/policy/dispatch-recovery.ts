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

/**
 * GitHub shows a new run within seconds, and on a bad day within a minute or two; of what comes later still, a second run is
 * cancelled when it is heard of.
 */
export const settlingTime: Millis = 90 * second;
/**
 * For so long it is looked: a run that GitHub accepted will appear, since repeating is out of the question; and while looks fail,
 * the next ones may not.
 */
const patience: Millis = 5 * minute;
const firstPauses: readonly Millis[] = [second, 2 * second, 4 * second];
const pauseLater: Millis = 8 * second;
/** A hole in the looking (a process that was away) must not hide a run: after one, everything begins anew. */
const longestGap: Millis = minute;
/** Looks that each take longer than that would begin anew for ever. */
const mostLooks = 120;

/**
 * What to do when it is not known whether a run was started. It is repeated only when every look through the last settling time
 * succeeded and saw nothing, and what was lost was an answered 5xx or a process that died: a run that was started is seen by
 * each later look, so one that failed before says nothing. A request that is still on its way somewhere (a lost connection), looks
 * that go on failing, or two runs are for a person.
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
  const [first] = unbroken;
  const last = unbroken.at(-1);
  if (!first || !last) return { kind: 'wait', pause: 0 };
  const failed = unbroken.findLast((look) => !look.ok);
  const clean = unbroken.slice(failed ? unbroken.indexOf(failed) + 1 : 0);
  const lookedThrough = last.at - (clean[0]?.at ?? last.at);
  const left = (lost === 'accepted' ? patience : settlingTime) - lookedThrough;
  if (left <= 0) return settled(lost);

  const patienceLeft = first.at + patience - last.at;
  if (patienceLeft <= 0 || lookUps.length >= mostLooks) {
    const why = failed && !failed.ok ? failed.why : 'it answers too slowly';
    return { kind: 'ask', why: `GitHub could not be asked the whole time whether the run exists (${why}).` };
  }
  return { kind: 'wait', pause: Math.min(firstPauses[unbroken.length - 1] ?? pauseLater, left, patienceLeft) };
}

/** Every look through the whole time succeeded, and there is no run. */
function settled(lost: Loss): Recovery {
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
  const start = lookUps.findLastIndex((look, index) => look.at - (lookUps[index - 1]?.at ?? look.at) > longestGap);
  return lookUps.slice(Math.max(start, 0));
}

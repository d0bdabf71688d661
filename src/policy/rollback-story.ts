import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { Lock } from '../model/lock.ts';
import { overAt } from '../model/over-at.ts';
import type { Quarantined } from '../model/quarantine.ts';
import type { Happened } from '../model/rollback.ts';
import { currentJob, currentStep } from '../model/run.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { say } from './rollback-target.ts';
import { list } from './verdicts.ts';

/** Everything that an incident consisted of, in the order of its time. `bad` is the deployment that was taken back, where it was ours. */
export function rollbackStory(
  rollback: Deployment,
  bad: Deployment | null,
  after: { lock: Lock | null; quarantined: Quarantined | null },
): Happened[] {
  const all = [...(bad ? ofBad(bad) : []), ...ofRollback(rollback), ...ofAfter(rollback.endedAt, after)];
  return all.sort((a, b) => a.at - b.at);
}

/** The same of a rollout that has taken itself back. */
export function takenBackStory(
  bad: Deployment,
  after: { lock: Lock | null; quarantined: Quarantined | null },
): Happened[] {
  return [...ofBad(bad), ...ofAfter(bad.endedAt, after)].sort((a, b) => a.at - b.at);
}

function ofBad(bad: Deployment): Happened[] {
  const { requestedAt, requester, startedElsewhere, approval, run, endedAt, watch, rollout } = bad;
  const version = say({ ref: bad.ref.name, sha: bad.sha });
  const what = `${list(bad.services)} ${version}`;
  const asked = startedElsewhere ? `${what} was started on GitHub` : `${what} was asked for`;
  const votes = (approval?.votes ?? []).filter(({ choice }) => choice === 'approve');
  const end = { at: overAt(bad, requestedAt, endedAt ?? requestedAt), words: `${version} ${endWords(bad)}` };
  return [
    { at: requestedAt, words: `${asked} by ${requester.name}.` },
    ...votes.map(({ at, person }) => ({ at, words: `${person.name} approved it.` })),
    ...(run?.startedAt ? [{ at: Math.max(run.startedAt, requestedAt), words: `Its run ${run.id} began.` }] : []),
    ...(rollout?.takenBack
      ? [{ at: rollout.takenBack.at, words: `Its rollout was taken back: ${rollout.takenBack.why}` }]
      : []),
    ...(endedAt === null ? [] : [end]),
    ...(watch?.endedAt && watch.state === 'failed'
      ? [{ at: watch.endedAt, words: `What was watched failed${because(watch.judgement?.because)}.` }]
      : []),
  ];
}

/** How its run ended, and where it failed. */
function endWords({ run, state, rollout }: Deployment): string {
  if (rollout?.takenBack) return 'was taken back.';
  if (!run) return `${state}.`;
  if (run.conclusion === 'success') return 'was deployed.';
  if (run.conclusion === 'cancelled') return 'was cancelled.';
  const job = currentJob(run);
  const step = job ? currentStep(job) : null;
  return job ? `failed: ${job.name}${step ? `, at "${step.name}"` : ''}.` : 'failed.';
}

function because(sentences: readonly string[] | undefined): string {
  return sentences && sentences.length > 0 ? `: ${sentences.join(' ').replace(/[.]$/, '')}` : '';
}

function ofRollback(deployment: Deployment): Happened[] {
  const { requestedAt, endedAt, requester, environment, reason, rollback, verdicts, run, state } = deployment;
  const over = overAt(deployment, requestedAt, endedAt ?? requestedAt);
  const version = say({ ref: deployment.ref.name, sha: deployment.sha });
  const by = rollback?.by === 'quarterdeck' ? 'Quarterdeck, by its rule,' : requester.name;
  const why = reason ? `: ${reason.replace(/[.]?$/, '.')}` : '.';
  const promised = (rollback?.due ?? requestedAt) - requestedAt;
  return [
    { at: requestedAt, words: `${by} began to take ${environment} back to ${version}${why}` },
    ...verdicts.map(({ says }) => ({ at: requestedAt, words: says })),
    ...(rollback?.cancelled ?? []).map((words) => ({ at: requestedAt, words: `For it ${words} was cancelled.` })),
    ...(run?.startedAt
      ? [{ at: Math.max(run.startedAt, requestedAt), words: `The run ${run.id} of ${deployment.workflow} began.` }]
      : []),
    ...(endedAt !== null && ended(state)
      ? [{ at: over, words: overWords(deployment, version, over - requestedAt, promised) }]
      : []),
  ];
}

function overWords({ state, environment, note }: Deployment, version: string, took: number, promised: number): string {
  const late = took > promised ? `, ${sayDuration(took - promised)} late` : '';
  const time = `after ${sayDuration(took)} (promised: ${sayDuration(promised)}${late})`;
  if (state === 'succeeded') return `${version} runs in ${environment} again, ${time}.`;
  return `The rollback ${state === 'cancelled' ? 'was cancelled' : 'failed'} ${time}. ${note ?? ''}`.trim();
}

function ofAfter(
  at: Instant | null,
  { lock, quarantined }: { lock: Lock | null; quarantined: Quarantined | null },
): Happened[] {
  if (at === null) return [];
  const locked = lock
    ? [
        {
          at,
          words: `${lock.service ?? 'All'} of ${lock.environment} is locked by ${lock.owner.name} until somebody releases it.`,
        },
      ]
    : [];
  const held = quarantined
    ? [{ at, words: `${say(quarantined)} is quarantined: it is refused there until somebody releases it.` }]
    : [];
  return [...locked, ...held];
}

import type { KnownBlock } from '@slack/types';
import type { Deployment, DeploymentState } from '../model/deployment.ts';
import type { PersonRef } from '../model/person.ts';
import type { Rollout, RolloutOfService } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { present, section } from './blocks.ts';
import { tagOf } from './image-tag.ts';
import { metricLines } from './rollout-metrics.ts';
import { stepTitle } from './rollout-stages.ts';
import { code, count, date, esc } from './text.ts';

/** What a rollout adds to the card of its deployment: where it stands, its metrics, its services, and what a person has to know. */
export function rolloutBlocks({ rollout, state }: Deployment, now: Instant): KnownBlock[] {
  if (!rollout) return [];
  const live = state === 'rolling-out';
  // Of what has gone well nothing is left to decide, and its thread has the picture; what a later rollback says is another story.
  const told = live || state !== 'succeeded' ? rollout.judgement : null;
  const gone = state === 'rolled-back' && !rollout.takenBack;
  const metrics = told && !gone ? metricLines(told, 'the phase began') : [];
  return present(
    live && section([whereItStands(rollout, now), ...attention(rollout)]),
    !live && rollout.takenBack && section([takenBackWords(rollout)]),
    metrics.length > 0 && section(metrics),
    !gone && section(serviceLines(rollout, state)),
    rollout.touched.length > 0 && section([':raised_hand: *Changed by hand meanwhile:*', ...touchedLines(rollout)]),
  );
}

/** The latest; those before are in the audit log. */
function touchedLines({ touched }: Rollout): string[] {
  const latest = touched.slice(-5);
  const before = touched.length - latest.length;
  const lines = latest.map((words) => esc(words, 300));
  return before > 0 ? [`… ${count(before, 'earlier change')} in the audit log`, ...lines] : lines;
}

/** As in `10 % of the traffic · step 4 of 6: watch 10 % for 15 min · 12 min left, until 15:20`. */
export function whereItStands(rollout: Rollout, now: Instant): string {
  const { weight, plan, done, phaseUntil, left, waves, wave, step } = rollout;
  const current = plan[done];
  const lists =
    waves.length > 1 ? `list ${wave + 1} of ${waves.length} (${esc((waves[wave] ?? []).join(', '), 100)})` : '';
  const title = step === 'take-back' ? 'being taken back' : current ? stepTitle(rollout, current) : 'done';
  const time =
    phaseUntil !== null && step === 'watch'
      ? `${sayDuration(Math.max(0, phaseUntil - now))} left, until ${date(phaseUntil, '{time}')}`
      : left !== null
        ? `${sayDuration(left)} left when it was stopped`
        : '';
  const parts = [
    `*${weight} % of the traffic*`,
    lists,
    step === 'take-back' ? title : `step ${Math.min(done + 1, plan.length)} of ${plan.length}: ${esc(title, 80)}`,
    time,
  ];
  return `${bar(weight)} ${parts.filter((part) => part !== '').join(' · ')}`;
}

/** Ten characters that show a share; the number stands beside it. */
function bar(weight: number): string {
  const full = Math.min(10, Math.max(weight > 0 ? 1 : 0, Math.round(weight / 10)));
  return `\`${'█'.repeat(full)}${'░'.repeat(10 - full)}\``;
}

function attention({ question, held, takenBack }: Rollout): string[] {
  return [
    ...(takenBack
      ? [`:leftwards_arrow_with_hook: *Being taken back* by ${who(takenBack.by)}: ${esc(takenBack.why, 600)}`]
      : []),
    ...(question ? [`:raised_hand: *A person has to decide:* ${esc(question.why, 600)}`] : []),
    ...(held ? [`:pause_button: *Held* by ${who(held.by)} since ${date(held.at, '{time}')}`] : []),
  ];
}

function takenBackWords({ takenBack }: Rollout): string {
  return takenBack
    ? `:leftwards_arrow_with_hook: *Taken back* by ${who(takenBack.by)}, ${date(takenBack.at, '{time_secs}')}`
    : '';
}

function who(by: PersonRef | 'quarterdeck'): string {
  return by === 'quarterdeck' ? 'Quarterdeck' : esc(by.name, 80);
}

const states: Record<RolloutOfService['state'], string> = {
  waiting: ':white_small_square: waits for its turn',
  moving: ':arrow_forward: on its way',
  serving: ':white_check_mark: has the new version',
  'taken-back': ':leftwards_arrow_with_hook: back on the version before',
  failed: ':x: failed, back on the version before',
  stopped: ':heavy_minus_sign: not begun',
};

/** What went wrong comes first, as a long list may be cut. */
function serviceLines({ services, strategy }: Rollout, deployment: DeploymentState): string[] {
  const sorted = [...services].sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
  return sorted.map(({ service, state, pods, weight, stable, fresh, why, left }) => {
    const live = state === 'failed' && strategy === 'by-run' && deployment !== 'rolled-back';
    const back = state === 'failed' || state === 'taken-back';
    const words = live
      ? ':x: failed, and still serves'
      : back && left
        ? `:raised_hand: what was tried is gone; ${code(tagOf(left), 60)} serves, as somebody else has left it`
        : states[state];
    const shown = state === 'moving' || state === 'serving';
    const parts = [
      words,
      ...(shown && pods.wanted > 0 ? [`${pods.ready} of ${count(pods.wanted, 'pod')} ready`] : []),
      ...(pods.restarts > 0
        ? [`*${count(pods.restarts, 'restart')}*`]
        : shown && pods.wanted > 0
          ? ['no restarts']
          : []),
      ...(state === 'moving' ? [`${weight} %`] : []),
      ...(stable !== null && fresh !== null ? [`${code(tagOf(stable), 60)} → ${code(tagOf(fresh), 60)}`] : []),
    ];
    const trouble = why !== null && state !== 'serving' ? `: ${esc(why, 200)}` : '';
    return `*${esc(service, 60)}* ${parts.join(' · ')}${trouble}`;
  });
}

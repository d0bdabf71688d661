import type { Environment } from '../model/catalog.ts';
import type { Delivery } from '../model/delivery.ts';
import type { Deployment, DeploymentState } from '../model/deployment.ts';
import type { RolloutStep } from '../model/rollout.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { type LeftBehind, leaveBehind, quarterdeckItself } from './left-behind.ts';
import { callSomebody } from './page.ts';
import { foresee } from './rollback-foresight.ts';
import { type RollbackRequest, rollbackByRule } from './rollback-message.ts';
import { begin } from './strategies/begin.ts';
import type { Course, Trouble } from './strategies/course.ts';
import { onTheWay, serviceOf } from './strategies/course.ts';
import { betweenSteps } from './strategies/listen.ts';
import { move } from './strategies/move.ts';
import { showPicture } from './strategies/picture.ts';
import { smokeTest } from './strategies/smoke-test.ts';
import { takeBack } from './strategies/take-back.ts';
import { watchPhase } from './strategies/watch-phase.ts';

export interface RolledOut {
  state: Extract<DeploymentState, 'succeeded' | 'rolled-back' | 'failed' | 'cancelled'>;
  /** The rollback that has to follow; null where none has to, or nothing says how. */
  bringBack: RollbackRequest | null;
  /** What keeps a version away from users to whom it was no good; null where nothing does. */
  left: LeftBehind | null;
}

/**
 * The run has succeeded: what it made reaches its users, step by step, as the environment's strategy says. The deployment's note says how
 * it ended; services that have the new version are `serving`.
 */
export async function rollOutInPhases(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  delivery: Delivery,
): Promise<RolledOut> {
  const { course, trouble } = await begin(context, ports, deployment, environment, delivery);
  if (trouble) {
    deployment.note = `${trouble.why} Nothing was moved in the cluster.`;
    return { state: trouble.by === 'quarterdeck' ? 'failed' : 'cancelled', bringBack: null, left: null };
  }
  const stopped = await allWaves(course);
  const { rollout } = course;
  if (!stopped) {
    Object.assign(rollout, { step: 'done', weight: 100, question: null, held: null, phaseUntil: null, left: null });
    delete rollout.picture;
    deployment.note = null;
    if (rollout.judgement) await showPicture(course, 'promoted', 'promoted');
    return { state: 'succeeded', bringBack: null, left: null };
  }
  if (course.strategy.on === 'run') return notTakenBack(course, stopped);
  const { moved, met, note } = await takeBack(course, stopped);
  deployment.note = note;
  const left = stopped.ofVersion && met.length > 0 ? await keepAway(course, stopped, met) : null;
  return { state: moved ? 'rolled-back' : 'failed', bringBack: null, left };
}

/** As after a rollback: users have met it, and it was no good to them. */
function keepAway(course: Course, { by, why }: Trouble, services: string[]): Promise<LeftBehind> {
  const { context, ports, deployment, environment } = course;
  const { id, ref, sha, attempts } = deployment;
  return leaveBehind(context, ports, {
    ...{ of: deployment, services, bad: { ref: ref.name, sha }, why, how: 'taken back' },
    by: by === 'quarterdeck' ? quarterdeckItself : by,
    locks: environment.rollback?.lock ?? false,
    mark: `${id}:${attempts.at(-1)?.number ?? 1}`,
  });
}

async function allWaves(course: Course): Promise<Trouble | null> {
  const { rollout } = course;
  for (const [wave, services] of rollout.waves.entries()) {
    rollout.wave = wave;
    rollout.at = -1;
    for (const name of services) set(course, name, course.cluster ? 'moving' : 'serving');
    for (const [index, step] of rollout.plan.entries()) {
      rollout.done = index;
      rollout.step = step.step;
      if ('phase' in step) rollout.at = step.phase;
      const stopped = (await betweenSteps(course)) ?? (await carryOut(course, step));
      if (stopped) return stopped;
    }
    rollout.done = rollout.plan.length;
    for (const name of services) set(course, name, 'serving');
  }
  return null;
}

async function carryOut(course: Course, step: RolloutStep): Promise<Trouble | null> {
  switch (step.step) {
    case 'bring-up':
      return move(course, 'bring up', (image) => ({ kind: 'bring-up', image }));
    case 'smoke':
      return smokeTest(course);
    case 'weigh': {
      const { percent, phase } = step;
      const stopped = await move(course, `${percent} %`, (image) => ({ kind: 'weigh', percent, image }));
      if (!stopped) await phaseBegun(course, phase, percent);
      return stopped;
    }
    case 'watch':
      return watchPhase(course, step.length);
    case 'promote':
      return move(course, 'promote', (image) => ({ kind: 'promote', image }));
    case 'retire': {
      const { replicas } = step;
      // Of two colours the new one is the stable one from here on; nothing moves for it.
      const promoted =
        course.strategy.kind === 'blue-green'
          ? await move(course, 'promote', (image) => ({ kind: 'promote', image }))
          : null;
      return promoted ?? move(course, 'retire', () => ({ kind: 'retire', replicas }));
    }
  }
}

async function phaseBegun({ context, ports, deployment, rollout }: Course, phase: number, percent: number) {
  const services = rollout.waves[rollout.wave] ?? [];
  const details = { phase, percent, services };
  const which = `${rollout.wave}:${phase}`;
  await record(context, ports, deployment, 'rollout.phase-begun', { system: 'quarterdeck' }, details, which);
}

/** Where the run has moved the version, the way back is a deployment of its own: the rollback, where the catalog says how. */
async function notTakenBack(course: Course, { by, why, judgement, rollback: goesFirst }: Trouble): Promise<RolledOut> {
  const { context, ports, deployment, rollout, environment } = course;
  const actor = by === 'quarterdeck' ? { system: 'quarterdeck' } : by;
  Object.assign(rollout, { question: null, held: null, phaseUntil: null, left: null });
  for (const name of onTheWay(rollout)) {
    const service = serviceOf(rollout, name);
    if (service) Object.assign(service, { state: 'failed', why });
  }
  const details = { why, because: judgement?.because ?? [], serves: true };
  await record(context, ports, deployment, 'rollout.failed', actor, details);
  const back = environment.rollback && goesFirst === undefined ? broughtBack(deployment, why) : null;
  const foresight = back && (await context.step('what there is to go back to', () => foresee(ports, back)));
  const returns = goesFirst !== undefined || foresight?.kind === 'goes';
  const live = `Its run had put it live already, and it ${returns ? 'serves until the version before is back' : 'still serves'}`;
  const stays = foresight?.kind === 'stays' ? `: ${[`${foresight.why}.`, ...foresight.helps].join(' ')}` : '.';
  deployment.note = `${why} ${live}${stays}`;
  await show(context, ports, deployment, 'failed its watch');
  if (judgement) await showPicture(course, 'taken-back', 'failed');
  if (back && by === 'quarterdeck') await callSomebody(course, why);
  return { state: 'failed', bringBack: back, left: null };
}

/** By a rule, even where a person has aborted it: where the run moves the version, that is the only way back. */
function broughtBack(deployment: Deployment, why: string): RollbackRequest {
  return rollbackByRule(`rollout:${deployment.id}:${deployment.attempts.length}`, deployment, why);
}

function set({ rollout }: Course, name: string, state: 'moving' | 'serving'): void {
  const service = serviceOf(rollout, name);
  if (service) service.state = state;
}

import type { Environment } from '../../model/catalog.ts';
import type { Delivery, Strategy } from '../../model/delivery.ts';
import type { Deployment } from '../../model/deployment.ts';
import type { Rollout, RolloutOfService } from '../../model/rollout.ts';
import type { Instant } from '../../model/time.ts';
import { placesOf, strategyOf } from '../../policy/strategies/places.ts';
import { planOf } from '../../policy/strategies/plan.ts';
import { wavesOf } from '../../policy/strategies/waves.ts';
import type { WorkflowContext } from '../../ports/durable.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import type { DeployMessage } from '../deploy-message.ts';
import type { DeployPorts } from '../deploy-ports.ts';
import { readAll } from './cluster.ts';
import type { Course, Trouble } from './course.ts';
import { lookEvery, note, serviceOf, trouble } from './course.ts';
import { aborted, listen } from './listen.ts';
import { broken, waitedFor } from './move.ts';

/** The rollout as it begins: what strategy, in which order, and what stands in the cluster. Trouble where nothing can be begun. */
export async function begin(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  delivery: Delivery,
): Promise<{ course: Course; trouble: Trouble | null }> {
  const now = await context.now();
  const strategy = strategyOf(delivery, deployment);
  const places = placesOf(strategy, deployment);
  const cluster = strategy.on === 'kubernetes' ? ports.cluster : null;
  const rollout = draft(deployment, delivery, strategy, now);
  deployment.rollout = rollout;
  deployment.state = 'rolling-out';
  deployment.stateSince = now;
  const given = { context, ports, deployment, rollout, environment, delivery, strategy };
  const course: Course = { ...given, cluster, places, marks: new Map(), shown: { says: '', at: 0 } };
  await record(
    context,
    ports,
    deployment,
    'rollout.begun',
    { system: 'quarterdeck' },
    {
      strategy: strategy.kind,
      services: deployment.services,
      phases: rollout.phases,
      waves: rollout.waves,
    },
  );
  await show(context, ports, deployment, 'is rolled out');
  if (strategy.on !== 'kubernetes') return { course, trouble: null };
  return { course, trouble: (await nowhere(course)) ?? (await firstSight(course)) };
}

/** What the catalog or the settings lack. */
async function nowhere({ cluster, deployment: { services }, places }: Course): Promise<Trouble | null> {
  if (!cluster) return trouble('No cluster is set up for Quarterdeck. Whoever runs it names one in its settings.');
  const unknown = services.filter((service) => !places.has(service));
  return unknown.length > 0
    ? trouble(`The catalog does not say where ${unknown.join(', ')} ${unknown.length === 1 ? 'runs' : 'run'}.`, unknown)
    : null;
}

/** Waits until every service has been seen: what is there before is what is gone back to. */
async function firstSight(course: Course): Promise<Trouble | null> {
  const { context, rollout, deployment } = course;
  let since: Instant | null = null;
  for (;;) {
    const found = await readAll(course, deployment.services);
    const now = await context.now();
    const stuck = broken(found);
    if (stuck) return stuck;
    since = await waitedFor(course, found, since, now);
    if (since === null) {
      for (const each of found) {
        const service = serviceOf(rollout, each.service);
        if (!each.ok || !service) continue;
        service.stable = each.value.stable.image;
        note(course, each.service, each.value);
      }
      return null;
    }
    const heard = await listen(course, now + lookEvery);
    if (heard.kind === 'abort') return aborted(heard);
  }
}

function draft(deployment: Deployment, delivery: Delivery, strategy: Strategy, now: Instant): Rollout {
  const { phases, steps } = planOf(strategy, delivery);
  const places = placesOf(strategy, deployment);
  // Where the run moves it, it has moved all of them.
  const waves = strategy.on === 'run' ? [deployment.services] : wavesOf(deployment.services, delivery.order);
  return {
    strategy: strategy.kind,
    phases,
    at: -1,
    plan: steps,
    done: 0,
    waves,
    wave: 0,
    step: 'bring-up',
    weight: strategy.on === 'run' ? 100 : 0,
    phaseSince: now,
    phaseUntil: null,
    left: null,
    held: null,
    question: null,
    asked: 0,
    judgement: null,
    services: deployment.services.map(
      (service): RolloutOfService => ({
        service,
        state: strategy.on === 'run' ? 'serving' : 'waiting',
        pods: { ready: 0, wanted: 0, restarts: 0 },
        weight: strategy.on === 'run' ? 100 : 0,
        stable: null,
        fresh: places.get(service)?.image ?? null,
        why: null,
      }),
    ),
    takenBack: null,
    touched: [],
  };
}

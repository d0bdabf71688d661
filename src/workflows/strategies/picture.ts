import type { CanaryChart } from '../../model/canary-chart.ts';
import type { Environment } from '../../model/catalog.ts';
import type { Deployment } from '../../model/deployment.ts';
import { anchorOf } from '../../model/deployment.ts';
import type { Notice } from '../../model/notice.ts';
import { strategyOf } from '../../policy/strategies/places.ts';
import type { DeployPorts } from '../deploy-ports.ts';
import { panelsOf } from '../panels.ts';
import type { Course } from './course.ts';
import { onTheWay } from './course.ts';
import { measured } from './measured.ts';

type AboutWhat = Extract<Notice, { kind: 'rollout-picture' }>['about'];

/** One picture for one decision, in the thread; nothing where nothing is measured. */
export async function showPicture(course: Course, about: AboutWhat, which: string): Promise<void> {
  const { context, ports, deployment, environment, delivery } = course;
  if (!delivery.analysis) return;
  await context.step(`picture: ${about}`, async () => {
    const picture = await pictureOf(ports, deployment, environment);
    if (!picture) return;
    await ports.chat.reply({
      anchor: anchorOf(deployment.id),
      key: `${context.id}:picture:${which}`,
      notice: { kind: 'rollout-picture', deployment, picture, about },
    });
  });
}

/** What a rollout looks like: each metric of the phase, `most` of them, beside the stable version and with its limit. Null where nothing can be shown. */
export async function pictureOf(
  ports: Pick<DeployPorts, 'metrics' | 'clock'>,
  deployment: Deployment,
  environment: Environment,
  most?: number,
): Promise<CanaryChart | null> {
  const { rollout } = deployment;
  const analysis = environment.delivery?.analysis;
  if (!rollout || !environment.delivery || !analysis || rollout.at < 0) return null;
  const strategy = strategyOf(environment.delivery, deployment);
  const what = measured({ deployment, environment, rollout, strategy }, analysis);
  const found = await panelsOf(ports, { ...what, because: rollout.judgement?.because ?? [], baseline: null, most });
  return (
    found && {
      service: onTheWay(rollout).join(', '),
      version: deployment.ref.name,
      began: rollout.phaseSince,
      length: Math.max(rollout.phases[rollout.at]?.watch ?? 0, found.to - rollout.phaseSince),
      interval: found.interval,
      panels: found.panels,
    }
  );
}

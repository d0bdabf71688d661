import type { CanaryChart } from '../model/canary-chart.ts';
import { anchorOf } from '../model/deployment.ts';
import { stillWatched } from '../model/rollout.ts';
import { panelsOf } from './panels.ts';
import { measurementOf } from './watch-look.ts';
import type { Watching } from './watching.ts';

/** In the thread: what made it decide so, as a picture; nothing where nothing is measured. */
export async function showWatchPicture(
  watching: Watching,
  about: 'question' | 'taken-back',
  because: readonly string[],
): Promise<void> {
  const { context, ports, deployment, watch, rule } = watching;
  if (rule.analysis.rules.length === 0) return;
  await context.step(`picture: ${about}`, async () => {
    const picture = await pictureOf(watching, because);
    if (!picture) return;
    await ports.chat.reply({
      anchor: anchorOf(deployment.id),
      key: `${context.id}:picture:${about}:${watch.asked}`,
      notice: { kind: 'rollout-picture', deployment, picture, about },
    });
  });
}

async function pictureOf(
  { ports, deployment, environment, rule, watch }: Watching,
  because: readonly string[],
): Promise<CanaryChart | null> {
  const what = measurementOf(deployment, environment, rule, watch);
  const found = await panelsOf(ports, { ...what, because, baseline: watch.baseline });
  return (
    found && {
      of: 'watch',
      service: stillWatched(deployment.services, watch).join(', '),
      version: deployment.ref.name,
      began: watch.since,
      length: watch.until - watch.since,
      interval: found.interval,
      panels: found.panels,
    }
  );
}

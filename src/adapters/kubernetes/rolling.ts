import type { Place, StandingVersion } from '../../ports/cluster.ts';
import { changedBy } from './changed-by.ts';
import { backToImage, backToSet } from './going-back.ts';
import { deployments } from './kinds.ts';
import { type Mover, markOf, pausing, stateOf, withTrouble } from './mover.ts';
import { imageIn, progressOf, setVersion, wantedVersion } from './progress.ts';
import { rejected, type Scene, takeDeployment } from './scene.ts';
import { deploymentPatch } from './writes.ts';

/** Pod after pod, by the Deployment's own controller. */
export const rolling: Mover = {
  refs: ({ workload }) => [{ kind: deployments, name: workload.name }],

  standing({ workload }, scene) {
    const progress = look(scene, workload.name);
    const { before, deployment } = progress;
    const wanted = wantedVersion(scene, progress, workload.container);
    const stable = before === null ? wanted : setVersion(scene, workload.name, before, workload.container);
    return {
      engine: 'quarterdeck',
      stable,
      fresh: before === null ? null : wanted,
      weight: before === null ? 0 : share(wanted, stable),
      ...withTrouble(stateOf([progress]), wanted.pods.trouble),
      mark: markOf(deployment.spec.template, deployment.spec.paused ?? false),
      changedBy: changedBy([deployment]),
    };
  },

  plan(place, scene, move) {
    const { workload } = place;
    const progress = look(scene, workload.name);
    const { deployment, before } = progress;
    const image = imageIn(scene, deployment.spec.template, workload.container, workload.name);
    const stands = { writes: [], more: !progress.complete };
    switch (move.kind) {
      case 'bring-up':
      case 'weigh':
      case 'promote':
        if (image === move.image) return stands;
        return { writes: [rollTo(place, progress.deployment, move.image)], more: true };
      case 'take-back':
        return before === null ? stands : { writes: [backToSet(deployment, before)], more: true };
      case 'return-to':
        if (image === move.image) return stands;
        return { writes: [backToImage(progress, workload.container, move.image)], more: true };
      case 'retire':
        return { writes: [], more: false };
      case 'pause':
      case 'resume':
        return { writes: pausing([progress], move.kind === 'pause'), more: false };
      case 'retry':
        throw rejected(scene, 'Only Argo Rollouts and Flagger try again by themselves');
    }
  },
};

const look = (scene: Scene, name: string) => progressOf(scene, takeDeployment(scene, name));

function rollTo({ workload, strategy }: Place, deployment: Parameters<typeof deploymentPatch>[0], image: string) {
  const settings = strategy.kind === 'rolling' ? strategy : null;
  const seconds = (millis: number) => Math.ceil(millis / 1_000);
  return deploymentPatch(deployment, {
    image: { container: workload.container, image },
    spec:
      settings === null
        ? {}
        : {
            strategy: {
              type: 'RollingUpdate',
              rollingUpdate: { maxSurge: settings.maxSurge, maxUnavailable: settings.maxUnavailable },
            },
            minReadySeconds: seconds(settings.minReady),
            // Kubernetes wants the deadline to be later than that.
            progressDeadlineSeconds: Math.max(seconds(settings.deadline), seconds(settings.minReady) + 1),
          },
  });
}

function share(fresh: StandingVersion, stable: StandingVersion): number {
  const all = fresh.pods.ready + stable.pods.ready;
  return all === 0 ? 0 : Math.round((100 * fresh.pods.ready) / all);
}

import type { Place } from '../../ports/cluster.ts';
import type { Rollout } from './argo-rollout.ts';
import type { Remark } from './mover.ts';

type Step = NonNullable<NonNullable<Rollout['spec']['strategy']['canary']>['steps']>[number];

/** Why a Rollout does not go by the phases of the catalog, and what would be right; null where it does. */
export function unfitRollout({ strategy: wanted }: Place, { metadata: { name }, spec }: Rollout): string | null {
  const { canary, blueGreen } = spec.strategy;
  const phases = 'phases' in wanted ? wanted.phases : [];
  // All of it without a watch is what promoting it in full comes to.
  const weights = phases.filter(({ weight, watch }) => weight < 100 || watch > 0).map(({ weight }) => weight);
  const shares = weights.map((weight) => `${weight} %`).join(', ');
  if (canary == null) {
    const instead = `Quarterdeck drives ${blueGreen == null ? 'that' : 'strategy.canary'}: give it steps for ${shares}`;
    return blueGreen == null
      ? `Rollout ${name} has no strategy.canary. ${instead}`
      : `Rollout ${name} moves by strategy.blueGreen. ${instead}, or let Quarterdeck move two Deployments by blue_green`;
  }
  const steps = canary.steps ?? [];
  const own =
    canary.analysis != null
      ? 'analysis'
      : ['analysis', 'experiment'].find((kind) => steps.some((step) => kind in step));
  if (own !== undefined)
    return `Rollout ${name} has an ${own} of its own, which Quarterdeck does not read. Take it out: the rules under analysis in quarterdeck.yml judge the release`;
  const passed = weights.filter((weight) => !stopsAt(steps, weight));
  if (passed.length === 0) return null;
  const all = `For each phase its steps need setWeight with pause: {} behind it: ${weights.join(', ')}`;
  return `Rollout ${name} does not stop at ${passed.map((weight) => `${weight} %`).join(', ')}. ${all}`;
}

/** A Rollout begins with its first steps as soon as it has an image: what it gives before it waits for anybody is given untried. */
export function untriedShare({ metadata: { name }, spec }: Rollout): Remark[] {
  const steps = spec.strategy.canary?.steps ?? [];
  const waits = steps.findIndex(isWait);
  const given = steps.slice(0, waits < 0 ? undefined : waits).findLast(({ setWeight = 0 }) => setWeight > 0);
  if (given === undefined) return [];
  const found = `Rollout ${name} gives ${given.setWeight} % of the traffic to a new image by itself, before any smoke test. Where one has to come first, let it begin with setCanaryScale and pause: {}.`;
  return [{ found, mend: null }];
}

/** It waits there until somebody lets it go on. */
function stopsAt(steps: readonly Step[], weight: number): boolean {
  const at = steps.findIndex(({ setWeight }) => setWeight === weight);
  if (at < 0) return false;
  const next = steps.findIndex(({ setWeight }, index) => index > at && setWeight !== undefined);
  const until = steps.slice(at + 1, next < 0 ? undefined : next);
  return until.some(isWait);
}

function isWait({ pause }: Step): boolean {
  return pause != null && pause.duration == null;
}

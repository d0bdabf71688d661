import type { Place } from '../../ports/cluster.ts';
import { argoRollouts } from './argo-rollouts.ts';
import { blueGreen } from './blue-green.ts';
import { canary } from './canary.ts';
import { flagger } from './flagger.ts';
import type { Mover } from './mover.ts';
import { rolling } from './rolling.ts';

export function moverOf({ strategy }: Place): Mover {
  if (strategy.kind === 'rolling') return rolling;
  if (strategy.kind === 'blue-green') return blueGreen;
  return { quarterdeck: canary, 'argo-rollouts': argoRollouts, flagger }[strategy.engine];
}

import type { Analysis } from '../../model/delivery.ts';
import { trackOf, triedAs } from '../../policy/strategies/health-check.ts';
import type { About, Measurement } from '../measure.ts';
import type { Course } from './course.ts';
import { onTheWay } from './course.ts';

/** What is measured in this phase: the new version and, where it runs beside one, the stable one. */
export function measured(
  { deployment, environment, rollout, strategy }: Pick<Course, 'deployment' | 'environment' | 'rollout' | 'strategy'>,
  analysis: Analysis,
): Pick<Measurement, 'sources' | 'analysis' | 'services' | 'from'> {
  const track = trackOf(strategy);
  const { ref, sha, from } = deployment;
  const services = onTheWay(rollout).map((service) => {
    const about: About = { service, version: ref.name, sha, track, environment: environment.name };
    const stable: About = { ...about, version: from?.ref ?? '', sha: from?.sha ?? '', track: 'stable' };
    return triedAs(strategy) === 'canary' ? { about, stable } : { about };
  });
  return { sources: environment.metrics ?? [], analysis, services, from: rollout.phaseSince };
}

import type { AnalysisWindow } from '../model/analysis.ts';
import type { Environment } from '../model/catalog.ts';
import type { WatchRule } from '../model/delivery.ts';
import type { Deployment } from '../model/deployment.ts';
import { stillWatched, type Watch } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import { checksFor } from '../policy/strategies/health-check.ts';
import { countHealth, type Tried, type Tries } from '../policy/watch/health-count.ts';
import { type WatchVerdict, watchVerdict } from '../policy/watch/watch-verdict.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { type Measured, type Measurement, measure } from './measure.ts';

/** What one look has brought; what is remembered of it. */
export interface Look {
  /** When it began: what came in while it looked is the next look's. */
  at: Instant;
  measured: Measured | null;
  tried: Tried[];
  /** What runs there instead, in words; null when nothing does, or only instead of some of its services. */
  instead: string | null;
  /** Those services, each with what runs instead; absent where there are none. */
  others?: { service: string; by: string }[];
}

/** To be called in a step: measures, asks every health check once, and sees whether it still runs there. */
export async function lookAt(
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  rule: WatchRule,
  watch: Watch,
): Promise<Look> {
  const began = ports.clock.now();
  const checks = checksFor(rule.health, stillWatched(deployment.services, watch), {
    track: 'stable',
    environment: environment.name,
  });
  const [measured, tried, others] = await Promise.all([
    rule.analysis.rules.length === 0 ? null : measure(ports, measurementOf(deployment, environment, rule, watch)),
    Promise.all(
      checks.map(async ({ service, check }): Promise<Tried> => {
        const probe = await ports.health.probe(check);
        const { name, url, attempts } = check;
        return { service, check: { name, url, attempts }, says: probe.ok ? null : probe.says };
      }),
    ),
    whatRunsInstead(ports, deployment, watch),
  ]);
  const all = others.length === stillWatched(deployment.services, watch).length;
  const instead = all ? (others[0]?.by ?? null) : null;
  return {
    at: measured?.judgement.at ?? began,
    measured,
    tried,
    instead,
    ...(!all && others.length > 0 ? { others } : {}),
  };
}

/** What is measured of it, as all who look on ask. */
export function measurementOf(
  { services, ref, sha, baseline }: Deployment,
  { name, metrics = [] }: Environment,
  { analysis }: WatchRule,
  watch: Watch,
): Measurement {
  return {
    sources: metrics,
    analysis,
    apart: services.length > 1,
    services: stillWatched(services, watch).map((service) => ({
      about: { service, version: ref.name, sha, track: 'stable', environment: name },
    })),
    from: watch.since,
    until: watch.until,
    baseline: baseline ?? null,
  };
}

/** Takes a look into what is shown, and says what it comes to. */
export function judgeLook(
  { at, measured, tried }: Look,
  watch: Watch,
  { analysis, healthFailures }: WatchRule,
  tries: Tries,
): WatchVerdict {
  watch.judgement = measured?.judgement ?? null;
  watch.troubles = measured?.troubles ?? [];
  watch.health = countHealth(tries, tried);
  const { every, leastSamples, patience } = analysis;
  const window: AnalysisWindow = {
    from: watch.since,
    now: at,
    until: watch.until,
    interval: every,
    leastSamples,
    patience,
  };
  return watchVerdict({ watch, window, healthFailures });
}

/** Something that nobody asked for here may have gone out, and then what is measured is of that. */
async function whatRunsInstead(
  ports: Pick<DeployPorts, 'deployments'>,
  { id, environment, services }: Deployment,
  watch: Watch,
): Promise<{ service: string; by: string }[]> {
  const watched = stillWatched(services, watch);
  const running = await ports.deployments.running({ environment, services: watched });
  return running
    .filter((entry) => entry.deploymentId !== id && entry.since > watch.since)
    .map(({ service, ref, by }) => ({ service, by: `${ref} by ${by.name}` }));
}

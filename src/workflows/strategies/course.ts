import type { Judgement } from '../../model/analysis.ts';
import type { Environment } from '../../model/catalog.ts';
import type { Delivery, Strategy } from '../../model/delivery.ts';
import type { Deployment } from '../../model/deployment.ts';
import type { PersonRef } from '../../model/person.ts';
import type { Rollout, RolloutOfService } from '../../model/rollout.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { minute, second } from '../../model/time.ts';
import type { Cluster, Place, Standing } from '../../ports/cluster.ts';
import type { WorkflowContext } from '../../ports/durable.ts';
import type { DeployMessage } from '../deploy-message.ts';
import type { DeployPorts } from '../deploy-ports.ts';

/** The cluster tells of its changes; where it does not, it is asked so often. */
export const lookEvery: Millis = 5 * second;
/** Where no rule says how often to judge. */
export const usualInterval: Millis = 30 * second;
/** Where no rule says how long nobody may see anything. */
export const usualPatience: Millis = 5 * minute;

/** Everything that the parts of one rollout share. What is shown of it is in `rollout`, which is the deployment's own. */
export interface Course {
  context: WorkflowContext<DeployMessage>;
  ports: DeployPorts;
  deployment: Deployment;
  rollout: Rollout;
  environment: Environment;
  delivery: Delivery;
  strategy: Strategy;
  /** Null where the run has moved the version. */
  cluster: Cluster | null;
  /** By service; empty where there is no cluster. */
  places: ReadonlyMap<string, { place: Place; image: string }>;
  /** By service: the mark of what was decided upon last. */
  marks: Map<string, string>;
  /** What the message says of the metrics, and since when. */
  shown: { says: string; at: Instant };
}

/** Why it cannot go on, and is taken back. */
export interface Trouble {
  by: PersonRef | 'quarterdeck';
  why: string;
  /** Those that failed; the others of their list go back with them. */
  services: string[];
  judgement: Judgement | null;
  /** Whether it speaks against the version, and not only against where it was brought: what such a version did to users it may not do again. */
  ofVersion: boolean;
  /** Id of the rollback for which it ends; absent where there is none. */
  rollback?: string;
}

export function trouble(why: string, services: string[] = [], judgement: Judgement | null = null): Trouble {
  return { by: 'quarterdeck', why, services, judgement, ofVersion: true };
}

/** The services that are on their way now. */
export function onTheWay({ waves, wave }: Rollout): string[] {
  return waves[wave] ?? [];
}

export function serviceOf({ services }: Rollout, name: string): RolloutOfService | undefined {
  return services.find(({ service }) => service === name);
}

export function patienceOf({ delivery }: Course): Millis {
  return delivery.analysis?.patience ?? usualPatience;
}

/** Takes what stands into what is shown. */
export function note(course: Course, name: string, standing: Standing): void {
  const { rollout, places, marks } = course;
  marks.set(name, standing.mark);
  const service = serviceOf(rollout, name);
  const place = places.get(name);
  if (!service || !place) return;
  const own = [standing.fresh, standing.stable].find((version) => version?.image === place.image);
  service.pods = own
    ? { ready: own.pods.ready, wanted: own.pods.wanted, restarts: own.pods.restarts }
    : { ready: 0, wanted: 0, restarts: 0 };
  service.why = own?.pods.trouble[0] ?? standing.why;
  service.weight = standing.stable.image === place.image ? 100 : standing.fresh ? standing.weight : 0;
  rollout.weight = Math.max(0, ...onTheWay(rollout).map((each) => serviceOf(rollout, each)?.weight ?? 0));
}

/** The phase stands still: what is left of it is kept. */
export function pauseClock(rollout: Rollout, now: Instant): void {
  if (rollout.phaseUntil === null) return;
  rollout.left = Math.max(0, rollout.phaseUntil - now);
  rollout.phaseUntil = null;
}

/** The phase goes on, unless somebody else keeps it still. */
export function resumeClock(rollout: Rollout, now: Instant): void {
  if (rollout.left === null || rollout.held || rollout.question) return;
  rollout.phaseUntil = now + rollout.left;
  rollout.left = null;
}

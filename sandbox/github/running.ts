import { type Job, shortRef } from './actions/run.ts';

export interface Arrival {
  ref: string;
  sha: string;
}

/** What each service runs in each environment. */
export interface Running {
  /** Service → environment → what arrived there last. */
  all(): Record<string, Record<string, Arrival>>;
  /** A job with an environment succeeded: what it deployed is there now. */
  arrived(job: Job, environment: string): void;
  put(service: string, environment: string, arrival: Arrival): void;
}

export function createRunning(world: { services: string[] }): Running {
  const places = new Map<string, Map<string, Arrival>>(world.services.map((service) => [service, new Map()]));
  function put(service: string, environment: string, arrival: Arrival) {
    const known = places.get(service) ?? new Map<string, Arrival>();
    known.set(environment, arrival);
    places.set(service, known);
  }
  return {
    put,
    all: () => Object.fromEntries([...places].map(([service, known]) => [service, Object.fromEntries(known)])),
    arrived(job, environment) {
      const arrival = { ref: deployedRef(job), sha: textInput(job, 'sha') ?? job.run.sha };
      for (const service of deployedServices(job, world.services)) put(service, environment, arrival);
    },
  };
}

function deployedServices(job: Job, all: string[]): string[] {
  if (typeof job.matrix.service === 'string') return [job.matrix.service];
  const asked = (textInput(job, 'services') ?? '').split(/[\s,]+/).filter((each) => each !== '');
  const known = all.filter((service) => asked.includes(service));
  return known.length > 0 ? known : all;
}

/**
 * The tag of a pinned dispatch is no name for people: the workflow's own `ref` input says what was asked for. What rolls back is
 * started on some branch, and its input `version` says what comes back.
 */
function deployedRef(job: Job): string {
  const version = textInput(job, 'version');
  if (version !== undefined) return version;
  const ref = shortRef(job.run.ref);
  return ref.startsWith('quarterdeck/') ? (textInput(job, 'ref') ?? ref) : ref;
}

function textInput(job: Job, name: string): string | undefined {
  const given = job.run.inputs[name];
  return typeof given === 'string' && given !== '' ? given : undefined;
}

import type { ImageBehaviour } from '../cluster/images.ts';
import type { Conduct } from '../prometheus/workload.ts';

/** What is wrong with a process, added to how it is by itself. */
export interface Effect {
  /** Share of requests that fail, 0 to 1, at least. */
  errors?: number;
  /** Times as slow. */
  slower?: number;
  /** Bytes that it loses in a second. */
  leak?: number;
  /** Times as much of the processor. */
  busier?: number;
  /** Times as much traffic; 0 for none. */
  traffic?: number;
  /** What becomes of its containers. */
  image?: ImageBehaviour;
}

export interface Ailment {
  effect: Effect;
  /** Any unless said. */
  service?: string;
  environment?: string;
  /** `all` whatever runs; `next` the first version that did not run when it began; `newest` the one that came last. */
  version: Which;
}

export const whichVersions = ['next', 'newest', 'all'] as const;
export type Which = (typeof whichVersions)[number];

/** Whom an ailment may befall. */
export interface Patient {
  service: string;
  environment: string;
  version: string;
}

/** One that runs now. `since`: world time, ms. */
export interface Standing extends Patient {
  since: number;
}

export interface Ailments {
  /** From now on; `standing` is what runs now. Gives what ends it. */
  begin(ailment: Ailment, standing: readonly Standing[]): () => void;
  /** Everybody is well again. */
  heal(): void;
  of(patient: Patient): Effect[];
}

export function createAilments(): Ailments {
  let all: { ailment: Ailment; known: ReadonlySet<string>; struck: string | null }[] = [];
  return {
    begin(ailment, standing) {
      const concerned = standing.filter((each) => concerns(ailment, each));
      const [newest] = concerned.toSorted((a, b) => b.since - a.since);
      const known = new Set(concerned.map(({ version }) => version));
      const struck = ailment.version === 'newest' ? (newest?.version ?? null) : null;
      const begun = { ailment, known: struck === null ? known : new Set<string>(), struck };
      all.push(begun);
      return () => {
        all = all.filter((each) => each !== begun);
      };
    },
    heal() {
      all = [];
    },
    of(patient) {
      const { version } = patient;
      return all.flatMap((each) => {
        const { ailment, known } = each;
        if (!concerns(ailment, patient)) return [];
        if (ailment.version === 'all') return [ailment.effect];
        if (known.has(version)) return [];
        each.struck ??= version;
        return each.struck === version ? [ailment.effect] : [];
      });
    },
  };
}

function concerns(ailment: Ailment, { service, environment }: Patient): boolean {
  return (ailment.service ?? service) === service && (ailment.environment ?? environment) === environment;
}

/** How it is with what is wrong with it. */
export function ailing(conduct: Conduct, effects: readonly Effect[]): Conduct {
  const now = { ...conduct };
  for (const { errors = 0, slower = 1, leak = 0, busier = 1, traffic = 1 } of effects) {
    now.requestsPerSecond *= traffic;
    now.errors = Math.max(now.errors, errors);
    now.latency *= slower;
    now.leak += leak;
    now.cpu *= busier * (traffic === 0 ? 0.1 : 1);
  }
  return now;
}

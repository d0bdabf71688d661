import type { GitHubSimulation, SlackSimulation, Traffic, WorldClock, WorldPerson, WorldSeed } from './contract.ts';
import type { LazyPlatform } from './platform/lazily.ts';
import type { Replica } from './replicas.ts';

/** Everything that runs, for the control API and the scenarios. */
export interface LiveWorld {
  example: string;
  clock: WorldClock;
  traffic: Traffic;
  seed: WorldSeed;
  people: WorldPerson[];
  slack: SlackSimulation;
  github: GitHubSimulation;
  /** What the services run on; null where the example says nothing of it. */
  platform: LazyPlatform | null;
  /** The bots, one or more. */
  replicas: readonly Replica[];
  /** Runs `end` once after `ms` of real time, unless the world ends before. */
  later(ms: number, end: () => void): void;
}

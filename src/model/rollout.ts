import type { Baseline, Judgement } from './analysis.ts';
import type { CanaryChart } from './canary-chart.ts';
import type { Phase } from './delivery.ts';
import type { PersonRef } from './person.ts';
import type { Instant, Millis } from './time.ts';

/** One step of a strategy, as it is planned. `phase`: index into the strategy's phases. */
export type RolloutStep =
  /** The new version beside the old one, or, where pods are replaced one by one, in its place. */
  | { step: 'bring-up'; replicas: number | null }
  | { step: 'smoke'; checks: number }
  | { step: 'weigh'; phase: number; percent: number }
  | { step: 'watch'; phase: number; length: Millis }
  | { step: 'promote' }
  /** What is left of the old version. */
  | { step: 'retire'; replicas: number };

/** Where a deployment that is rolled out in phases stands. */
export interface Rollout {
  strategy: 'rolling' | 'canary' | 'blue-green' | 'by-run';
  phases: Phase[];
  /** Index into `phases`; -1 before the first. */
  at: number;
  /** Every service goes through all of these, together with those of its list. */
  plan: RolloutStep[];
  /** Index into `plan`; its length when all are done. */
  done: number;
  /** Services that go together, one list after the other, and which list is on its way. */
  waves: string[][];
  wave: number;
  step: RolloutStep['step'] | 'take-back' | 'done';
  /** Percent of the traffic that the new version has. */
  weight: number;
  phaseSince: Instant;
  /** When the phase is over; null while it is held or has no end of its own. */
  phaseUntil: Instant | null;
  /** What was left of the phase when it was held or a person was asked; null while it goes on. */
  left: Millis | null;
  /** Set while a person holds it. */
  held: { by: PersonRef; at: Instant; reason: string | null } | null;
  /** What a person has to decide; null when nothing waits for one. `round` tells one question from the next. `remindAt`: absent when they have been. */
  question: { round: number; about: RolloutQuestion; why: string; remindAt?: Instant } | null;
  /** How many questions there were. */
  asked: number;
  /** Metrics that somebody was asked about and wants to see for longer: nobody is asked about them again before the phase is over. */
  longer?: string[];
  judgement: Judgement | null;
  /** What the message shows of the metrics as a picture, drawn anew every few minutes of a phase; absent before the first and after the last. */
  picture?: { at: Instant; chart: CanaryChart };
  services: RolloutOfService[];
  /** Why it was or is being taken back; null otherwise. */
  takenBack: { by: PersonRef | 'quarterdeck'; why: string; at: Instant } | null;
  /** What somebody changed in the cluster by hand meanwhile, in sentences. */
  touched: string[];
}

/**
 * What a question is about: what was measured; a change by hand; somebody who does not answer; what could not be taken back. Of the first
 * the answer is to go on to the next phase, of all others to go on with this one.
 */
export type RolloutQuestion = 'judgement' | 'changed' | 'away' | 'taking-back';

export interface RolloutOfService {
  service: string;
  state: 'waiting' | 'moving' | 'serving' | 'taken-back' | 'failed' | 'stopped';
  /** Of the new version. */
  pods: { ready: number; wanted: number; restarts: number };
  /** Percent of its traffic that the new version has. */
  weight: number;
  /** Image of the version that serves, and of the new one. */
  stable: string | null;
  fresh: string | null;
  why: string | null;
  /** Image that serves after it was taken back, where somebody else has put it there meanwhile; null or absent: that of the version before. */
  left?: string | null;
}

/** Looking on after a deployment has ended well. */
export interface Watch {
  /** Which try of the deployment it looks at; absent: the first. */
  attempt?: number;
  state: 'watching' | 'passed' | 'failed' | 'superseded' | 'inconclusive';
  since: Instant;
  until: Instant;
  endedAt: Instant | null;
  baseline: Baseline | null;
  judgement: Judgement | null;
  /** Failed health checks in a row, of the worst of them, and what it said last. */
  health: { failures: number; says: string | null };
  /** Why something could not be measured when it was looked at last, in sentences. */
  troubles: string[];
  /** How often a person was asked so far. */
  asked: number;
  /** What a person has to decide; null when nothing waits for one. */
  question: WatchQuestion | null;
  /** Services that something else went out to meanwhile: they are looked at no more; absent while all of them are. */
  gone?: { services: string[]; by: string }[];
  /** What a person has answered in its favour: it is not asked about again. */
  kept: { by: PersonRef; at: Instant; about: string[] }[];
  /** Why it has ended so, in a sentence; null while it goes on and when it passed. */
  why: string | null;
  /** Id of the rollback that it started; null when none. */
  rollback: string | null;
  /** The other ones, where services go back to different versions; absent where one is all. */
  otherRollbacks?: string[];
  /** It has failed, and there is nothing to go back to: why, and what helps. Sentences; absent where something brings a version back. */
  stays?: { why: string; helps: string[] };
}

/** The services of a deployment that are still looked at. */
export function stillWatched(services: readonly string[], { gone = [] }: Pick<Watch, 'gone'>): string[] {
  return services.filter((service) => !gone.some((each) => each.services.includes(service)));
}

/** `about`: names of metrics, or `health`. */
export interface WatchQuestion {
  round: number;
  at: Instant;
  about: string[];
  why: string;
  /** Set when people have been reminded of it. */
  reminded?: boolean;
}

/** Set on a deployment that takes an environment back to an earlier version. */
export interface RollbackOf {
  /** The deployment that is taken back; null when what ran was not deployed here. */
  of: string | null;
  bad: { ref: string; sha: string } | null;
  /** Set where it brings back what served before, and nothing has verified that. */
  unverified?: true;
  why: string;
  /** A rule, or a person. */
  by: PersonRef | 'quarterdeck';
  /** Whether migrations lie between the two versions; null when that could not be read. Absent where the catalog names no paths of migrations. */
  migrations?: boolean | null;
  /** When it has to be over. */
  due: Instant;
  /** By the cluster: how each service stands. Absent where a workflow does it. */
  services?: RollbackOfService[];
  /** Whose rollout was cancelled for it, in words. Absent: nobody's. */
  cancelled?: string[];
}

export interface RollbackOfService {
  service: string;
  image: string;
  /** `away`: the cluster does not answer just now. `refused`: it did, with no. */
  state: 'moving' | 'serving' | 'stalled' | 'away' | 'refused';
  pods: { ready: number; wanted: number };
  /** In the cluster's words; null when there is nothing to say. */
  why: string | null;
}

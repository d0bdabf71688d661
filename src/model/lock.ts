import type { WantedDeploy } from './deployment.ts';
import type { PersonRef } from './person.ts';
import type { Instant, Millis } from './time.ts';

/** What is locked: one service of an environment, or, where `service` is null, the whole of it. */
export interface LockScope {
  environment: string;
  service: string | null;
}

/** A hold on deploys. */
export interface Lock extends LockScope {
  id: string;
  owner: PersonRef;
  reason: string;
  /** Since when this owner holds it. */
  since: Instant;
  /** Null: until somebody unlocks. */
  until: Instant | null;
  /** When somebody last said that it is still needed, by extending it; without: `since`. */
  confirmedAt?: Instant;
  /** The last change since it was taken; without: none. */
  change?: { kind: 'extended' | 'given' | 'stolen'; by: PersonRef; from: PersonRef };
}

/** A lock and what became of it. `by` is null when it ran out, or when who released it is not known. */
export interface LockAccount {
  lock: Lock;
  over: { at: Instant; by: PersonRef | null; ranOut: boolean } | null;
}

/** In place of an environment: a lock on everything, which stops the line. The catalog takes no such name. */
export const everywhere = '*';

export function stopsTheLine({ environment }: Pick<LockScope, 'environment'>): boolean {
  return environment === everywhere;
}

export function sameScope(one: LockScope, other: LockScope): boolean {
  return one.environment === other.environment && one.service === other.service;
}

/** Within a sentence: `api in staging`, `staging`, `everything`. */
export function sayScope(scope: LockScope): string {
  if (stopsTheLine(scope)) return 'everything';
  return scope.service === null ? scope.environment : `${scope.service} in ${scope.environment}`;
}

/** As it is typed after a command: `staging api`, `staging`, `all`. */
export function typedScope(scope: LockScope): string {
  if (stopsTheLine(scope)) return 'all';
  return scope.service === null ? scope.environment : `${scope.environment} ${scope.service}`;
}

/** Somebody who waits until a lock of exactly this scope is free: to take it, or, with `deploy`, to deploy. */
export interface LockWaiter extends LockScope {
  id: string;
  person: PersonRef & { slackId: string };
  reason: string;
  /** How long they want to hold it; null: until they unlock. */
  length: Millis | null;
  since: Instant;
  /** Null while it is not their turn to take it. */
  turnUntil: Instant | null;
  deploy?: WantedDeploy;
}

/** Who waits to deploy when the line goes on needs no turn, and may have no right to the lock: all of them are told at once. */
export function onlyTold({ environment, deploy }: LockWaiter): boolean {
  return stopsTheLine({ environment }) && deploy !== undefined;
}

export const waitEnds = ['served', 'left', 'passed-over'] as const;
export type WaitEnd = (typeof waitEnds)[number];

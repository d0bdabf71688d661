import type { Person, PersonRef } from '../model/person.ts';
import type { Run, RunUpdate } from '../model/run.ts';

/** Everything that can reach a deployment's workflow. One inbox, one union. */
export type DeployMessage =
  | {
      kind: 'vote';
      id: string;
      round: number;
      by: Person;
      choice: 'approve' | 'reject';
      reason: string | null;
      /** Of the checklist, where there is one. */
      ticked?: string[];
      channel: string;
      responseUrl: string | null;
    }
  | {
      kind: 'cancel';
      id: string;
      /** Whoever is not on Slack, as Quarterdeck itself, is not answered. */
      by: PersonRef;
      /** Absent when no reason was asked for. */
      reason?: string | null;
      /** Id of the rollback that goes first; absent where none does. */
      rollback?: string;
      channel: string;
      responseUrl: string | null;
    }
  | { kind: 'run'; update: RunUpdate }
  /** The lane moved on: try again, or learn the new place. */
  | { kind: 'lane' }
  | {
      kind: 'settle';
      id: string;
      dispatch: number;
      choice: 'dispatch-again' | 'give-up';
      by: Person;
      channel: string;
      responseUrl: string | null;
    }
  /** Something of what is rolled out has changed in its cluster; what it is is looked up. */
  | { kind: 'cluster' }
  | SteerMessage;

export type SteerChoice = 'promote' | 'hold' | 'resume' | 'extend' | 'abort';

/** Somebody steers a rollout. `wave` and `at` are the phase that they saw, `round` the question; null when none was asked. */
export interface SteerMessage {
  kind: 'steer';
  id: string;
  choice: SteerChoice;
  wave: number;
  at: number;
  round: number | null;
  /** Absent where none was asked for. */
  reason?: string | null;
  by: Person;
  channel: string;
  responseUrl: string | null;
}

/** What a re-run of the failed jobs is asked with. */
export interface RerunRequest {
  id: string;
  deploymentId: string;
  by: Person;
  channel: string;
  responseUrl: string | null;
}

/** A run that was not started here, as it was first heard of. */
export interface ObserveRequest {
  /** `owner/name`. */
  repository: string;
  run: Omit<Run, 'jobs'>;
  /** Set for an environment that it has reached after another one; `before` are those that are followed already. */
  next?: { pipeline: string; environment: string; refKind: 'branch' | 'tag' | null; before: string[] };
}

export const deployWorkflow = 'deploy';
export const rerunWorkflow = 'rerun';
export const observeWorkflow = 'observe';

/** Durable ids derive from what caused them, so that asking twice starts once. */
export function deployWorkflowId(deploymentId: string): string {
  return `deploy:${deploymentId}`;
}

/** `press` is the trigger of the press. */
export function rerunWorkflowId(deploymentId: string, press: string): string {
  return `rerun:${deploymentId}:${press}`;
}

/** One for each attempt of a run and each `next` environment that it reaches, however often and from wherever it is heard of. */
export function observeWorkflowId(repository: string, runId: number, attempt: number, next?: string): string {
  const first = `${observeWorkflow}:${repository.toLowerCase()}:${runId}:${attempt}`;
  return next === undefined ? first : `${first}:${next}`;
}

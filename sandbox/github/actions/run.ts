import type { Instant } from '../../contract.ts';
import type { Inputs } from './inputs.ts';
import type { JobDefinition, StepDefinition, Workflow } from './workflow-file.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';
export type RunStatus = 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

export interface Step {
  number: number;
  name: string;
  /** Null for the steps that GitHub adds itself. */
  definition: StepDefinition | null;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: Instant | null;
  completedAt: Instant | null;
}

export interface Job {
  id: number;
  run: Run;
  attempt: number;
  /** Its key in the workflow file. */
  key: string;
  name: string;
  definition: JobDefinition;
  matrix: Record<string, unknown>;
  status: RunStatus;
  conclusion: Conclusion | null;
  createdAt: Instant;
  startedAt: Instant;
  completedAt: Instant | null;
  steps: Step[];
  environment: { name: string; url: string } | null;
  deploymentId: number | null;
  /** The step at which it was told to fail; an empty string means its last. */
  failAt: string | null;
  /** A copy of a job that succeeded in an earlier attempt. */
  carried: boolean;
}

export interface Attempt {
  attempt: number;
  status: RunStatus;
  conclusion: Conclusion | null;
  startedAt: Instant;
  updatedAt: Instant;
  triggeringActor: string;
  jobs: Job[];
}

export interface Run extends Attempt {
  id: number;
  suiteId: number;
  number: number;
  workflow: Workflow;
  event: string;
  /** `refs/heads/…` or `refs/tags/…` */
  ref: string;
  sha: string;
  title: string;
  actor: string;
  inputs: Inputs;
  createdAt: Instant;
  /** Attempts before the present one. */
  earlier: Attempt[];
  /** Keys of the jobs that were made, or skipped, in this attempt. */
  planned: Set<string>;
  cancelling: boolean;
  /** What started it, as `github.event` shows it. */
  payload: Record<string, unknown>;
}

export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}

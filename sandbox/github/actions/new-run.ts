import type { Instant } from '../../contract.ts';
import { type Contexts, interpolate } from './expression.ts';
import type { Inputs } from './inputs.ts';
import { jobName, type Matrix, planSteps } from './plan.ts';
import type { Job, Run } from './run.ts';
import type { JobDefinition, Workflow } from './workflow-file.ts';

/** Why a run is started, and on what. */
export interface Trigger {
  event: string;
  /** `refs/heads/…` or `refs/tags/…` */
  ref: string;
  sha: string;
  /** GitHub login. */
  actor: string;
  inputs?: Inputs;
  /** What `github.event` shows besides the inputs. */
  payload?: Record<string, unknown>;
}

/** A run that has not begun; its title is still empty. */
export function newRun(
  workflow: Workflow,
  trigger: Trigger,
  given: { id: number; suiteId: number; number: number; now: Instant },
): Run {
  const { now, ...ids } = given;
  return {
    ...ids,
    workflow,
    event: trigger.event,
    ref: trigger.ref,
    sha: trigger.sha,
    title: '',
    actor: trigger.actor,
    triggeringActor: trigger.actor,
    inputs: trigger.inputs ?? {},
    payload: trigger.payload ?? {},
    attempt: 1,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    startedAt: now,
    updatedAt: now,
    jobs: [],
    planned: new Set(),
    earlier: [],
    cancelling: false,
  };
}

/** A job that has not begun, of one combination of its matrix. */
export function newJob(
  run: Run,
  given: { id: number; now: Instant; key: string; definition: JobDefinition; matrix: Matrix; contexts: Contexts },
): Job {
  const { id, now, key, definition, matrix, contexts } = given;
  return {
    id,
    run,
    attempt: run.attempt,
    key,
    name: jobName(key, definition, matrix, contexts),
    definition,
    matrix,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    startedAt: now,
    completedAt: null,
    steps: planSteps(definition, contexts),
    environment: environmentOf(definition, contexts),
    deploymentId: null,
    failAt: null,
    carried: false,
  };
}

function environmentOf({ environment }: JobDefinition, contexts: Contexts): Job['environment'] {
  if (environment === undefined) return null;
  const { name, url = '' } = typeof environment === 'string' ? { name: environment } : environment;
  return { name: interpolate(name, contexts), url: interpolate(url, contexts) };
}

import type { Instant } from '../model/time.ts';

/**
 * Durable execution. A workflow is an async function over a context; whatever a `step` returned is remembered, so that the
 * function can be run again from the top after a crash and go on where it was. Between steps it must be deterministic.
 * Values that cross (inputs, step results, messages) are JSON.
 */
export interface WorkflowContext<Message> {
  readonly id: string;
  /**
   * Runs `body` and remembers its result under the next step number. The body may run again if the process dies before its
   * result is stored: its effects must be idempotent. A body that throws is not retried here; the error is remembered.
   */
  step<T>(name: string, body: () => Promise<T>): Promise<T>;
  /**
   * As `step`, for an effect outside our database: first makes sure that this process still owns the workflow. Throws
   * `OwnershipLost` when another process has taken it over.
   */
  effect<T>(name: string, body: () => Promise<T>): Promise<T>;
  /** The clock's time, remembered. */
  now(): Promise<Instant>;
  /** The next message of this workflow's one inbox, oldest first; null when `until` comes first. Without `until` it waits for ever. */
  receive(until?: Instant): Promise<Message | null>;
  /** The messages that are already there, without waiting; for coalescing. */
  drain(): Promise<Message[]>;
  sleepUntil(instant: Instant): Promise<void>;
  /** Sends to another workflow, once, however often this line is re-run. Sending to one that never existed is not an error. */
  send(workflowId: string, message: unknown): Promise<void>;
  /** Starts another workflow; a second start of the same id does nothing. */
  start(workflow: string, id: string, input: unknown): Promise<void>;
}

export type WorkflowBody<Input, Message> = (context: WorkflowContext<Message>, input: Input) => Promise<void>;

export interface WorkflowDefinition {
  name: string;
  body: WorkflowBody<never, never>;
}

export type WorkflowState = 'running' | 'done' | 'failed' | 'dead' | 'unknown';

/** The engine, from outside of workflows. */
export interface Durable {
  /** Starts `workflow` under `id`; a second start of the same id does nothing. Returns when it is stored. */
  start(workflow: string, id: string, input: unknown): Promise<void>;
  /** Puts a message into the workflow's inbox. The same `key` counts once. False when there is no such workflow or it has ended. */
  send(id: string, message: unknown, key: string): Promise<boolean>;
  state(id: string): Promise<WorkflowState>;
  /**
   * Ids of workflows that can no longer go on by themselves: failed or past their recovery attempts since `since` (real clock),
   * or begun by a release whose workflows this one cannot go on with.
   */
  stranded(since: Instant): Promise<string[]>;
}

/** Another process took this workflow over while this one slept; nothing more may be done here. */
export class OwnershipLost extends Error {
  constructor(id: string) {
    super(`workflow ${id} is now run by another replica`);
    this.name = 'OwnershipLost';
  }
}

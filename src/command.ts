import type { AuditPlace, AuditSearch } from './model/audit-search.ts';
import type { Button, ButtonAction, ReviewedPull } from './model/button.ts';
import type { Catalog } from './model/catalog.ts';
import type { ChangeRequest } from './model/change-request.ts';
import type { Delegation } from './model/delegation.ts';
import type { Deployment, DeployRequest, WantedDeploy } from './model/deployment.ts';
import type { Choice, Form, FormValues } from './model/form.ts';
import type { LinkedBy } from './model/github-account.ts';
import type { LockScope } from './model/lock.ts';
import type { Mute, MuteKind } from './model/mute.ts';
import type { Finding, Notice } from './model/notice.ts';
import type { Membership, Person } from './model/person.ts';
import type { RollbackRequest } from './model/rollback.ts';
import type { Instant, Millis } from './model/time.ts';
import type { WorkflowFile } from './model/workflow-file.ts';

/** What a command answers. The Slack folders turn it into something to read. */
export type Reply =
  /** Only the person sees it. */
  | { kind: 'notice'; notice: Notice }
  | { kind: 'form'; form: Form }
  /** The form stays open; errors by field name. */
  | { kind: 'form-errors'; errors: Record<string, string> }
  /** Something durable was started and will speak for itself. */
  | { kind: 'started' };

/** Somebody asks something of a deployment; `id` is the same for a repeated delivery. */
export interface Asking {
  id: string;
  deploymentId: string;
  by: Person;
  channel: string;
  responseUrl: string | null;
}

/** Long work: starts a workflow, or sends to one. */
export interface Start {
  deploy(request: DeployRequest): Promise<void>;
  rerun(request: Asking): Promise<void>;
  /** False when the deployment is no longer waiting for it. */
  vote(
    vote: Asking & {
      round: number;
      choice: 'approve' | 'reject';
      reason: string | null;
      /** Of the checklist, where there is one. */
      ticked?: string[];
    },
  ): Promise<boolean>;
  cancel(request: Asking & { reason?: string | null }): Promise<boolean>;
  /** Somebody has reviewed what went out past the gates. False when there is nothing to review any more. */
  reviewGlass(review: Asking): Promise<boolean>;
  /** Watches the checks of a commit for whoever asks, with `again` once the red ones have been run again. */
  checks(request: Omit<Asking, 'deploymentId'> & WantedDeploy & { sha: string; again: boolean }): Promise<void>;
  /** Says whether a change that was carried out is right; the reason says what is not. False when that is answered already. */
  validateChange(
    answer: Omit<Asking, 'deploymentId'> & { changeId: string; right: boolean; reason: string | null },
  ): Promise<boolean>;
  /** Has GitHub make the backup that a deploy lacks. */
  backup(request: Omit<Asking, 'deploymentId'> & WantedDeploy): Promise<void>;
  /** Says whether a release that is watched stays. False when it is no longer watched. */
  answerWatch(answer: Asking & { round: number; choice: 'keep' | 'roll-back' }): Promise<boolean>;
  /** Steers what is being rolled out, from the phase and the question that were seen. False when nothing is rolled out any more. */
  steer(
    press: Asking & {
      choice: 'promote' | 'hold' | 'resume' | 'extend' | 'abort';
      wave: number;
      at: number;
      round: number | null;
      /** Of an abort. */
      reason?: string | null;
    },
  ): Promise<boolean>;
  /** Takes an environment back to an earlier version. */
  rollback(request: RollbackRequest): Promise<void>;
  /** Has the database restored after a rollback; `round` is that of the offer. */
  restoreDatabase(request: Asking & { round: number }): Promise<void>;
  /** Answers the question of an uncertain dispatch. */
  settleDispatch(
    answer: Asking & {
      /** Number of the dispatch in question. */
      dispatch: number;
      choice: 'dispatch-again' | 'give-up';
    },
  ): Promise<boolean>;
}

/** Reads. */
export interface Ask {
  membership(slackId: string): Promise<Membership>;
  /** By what somebody is known on GitHub; null when by nothing. */
  linkedBy(person: Person): Promise<LinkedBy | null>;
  deployment(id: string): Promise<Deployment | null>;
  board(filter: { environment: string | null; service: string | null }, person: Person): Promise<Notice>;
  /** What is being rolled out, of a service or group; null for all. */
  rollouts(target: string | null): Promise<Notice>;
  /** Every gate's verdict; `at` as typed (`tue 10:00`), null for now; `ref` as typed, null for the environment's default. */
  why(question: {
    environment: string;
    target: string;
    ref: string | null;
    at: string | null;
    /** Whose permission is asked about. */
    person: Pick<Person, 'slackId' | 'name'>;
  }): Promise<Notice>;
  refs(pipeline: string, query: string): Promise<Choice[]>;
  /** Versions that were verified there for all of the target's services, newest first: where a rollback can go. */
  versions(environment: string, target: string): Promise<Choice[]>;
  workflowFile(pipeline: string, environment: string): Promise<WorkflowFile>;
  /** Who stands in for whom: all, or those that concern somebody. */
  delegations(slackId: string | null): Promise<Delegation[]>;
  /** What somebody does not want to be told. */
  mutes(slackId: string): Promise<Mute[]>;
  doctor(): Promise<Finding[]>;
  audit: AuditAsk;
  changes: ChangesAsk;
  commands(): { name: string; summary: string; usage: string[] }[];
}

/** Reads of change requests. */
export interface ChangesAsk {
  /** With the deployment that carries it out. */
  find(id: string): Promise<{ change: ChangeRequest; deployment: Deployment } | null>;
  /** One to read; null when there is none of that id. */
  show(id: string): Promise<Notice | null>;
  /** Those that are open, and the last closed ones; `environment` null for all. */
  list(environment: string | null): Promise<Notice>;
  /** Whether a time as it was typed can be read, by the clock of the environment's window. Null: it can, and is to come. */
  timeProblem(environment: string, target: string, typed: string): Promise<{ wrong: string; right: string } | null>;
}

/** Reads of the audit log. */
export interface AuditAsk {
  page(search: AuditSearch, place: AuditPlace): Promise<Notice>;
  /** Null when there is no entry of that number. */
  entry(number: number): Promise<Notice | null>;
  /** Looks at every entry; where these are many, whoever asked is told first that it has begun. */
  prove(asked: Pick<Call, 'trigger' | 'person' | 'channel' | 'responseUrl'>): Promise<Notice>;
}

/** A refusal of a short write: a sentence and what to do. */
export interface Refused {
  kind: 'refused';
  title: string;
  lines: string[];
  /** The next step. */
  buttons?: Button[];
}

/** A lock by its id, or the one of that scope that was there when it was asked for, and none that was taken since. */
export type WhichLock = { id: string } | LockScope;

/** What somebody wants with a lock. */
export interface LockAct {
  id: string;
  lock: WhichLock;
  by: Person;
  asked: Instant;
}

/** It was done, and this says so to who asked. */
export interface LockChange {
  kind: 'changed';
  notice: Notice;
}

/** Who is who, and who answers for whom. */
export interface PeopleDo {
  /** Begins a sign-in on GitHub, which speaks for itself. */
  linkGitHub(request: {
    id: string;
    by: Person;
    channel: string;
    responseUrl: string | null;
  }): Promise<{ kind: 'started' } | Refused>;
  /** Has somebody, by Slack id, approve in one's place: for `length`, until a moment as typed, or a day. `role`: with it alone. */
  delegate(request: {
    id: string;
    by: Person;
    to: string;
    role: string | null;
    length: Millis | null;
    until: string | null;
    asked: Instant;
  }): Promise<LockChange | Refused>;
  /** `to`: that person's alone; null for everybody's. */
  endDelegation(request: { id: string; by: Person; to: string | null }): Promise<LockChange | Refused>;
  /** Until `length` has passed since `asked`; null: until `unmute`. */
  mute(request: { by: Person; what: MuteKind; length: Millis | null; asked: Instant }): Promise<LockChange>;
  unmute(request: { by: Person }): Promise<LockChange>;
  /** `login`: only if it is this one; null for whichever it is. */
  unlinkGitHub(request: { id: string; by: Person; login: string | null }): Promise<LockChange | Refused>;
}

/** A quarantine by its id, or by what somebody typed of it; `services` null for any. */
export type WhichQuarantine = { id: string } | { environment: string; services: string[] | null; version: string };

/** Short writes. `told` are the channels that were told of it, so that nobody there reads it twice. */
export interface Do {
  people: PeopleDo;
  /** Asks reviewers of a pull request, by GitHub login, for their review. */
  askReviewers(request: {
    by: Person;
    environment: string;
    purpose: string;
    pull: ReviewedPull;
    logins: readonly string[];
  }): Promise<LockChange | Refused>;
  /** Lets a version that was taken back be deployed there again. */
  releaseQuarantine(request: { id: string; by: Person; which: WhichQuarantine }): Promise<LockChange | Refused>;
  lock(
    request: LockScope & { id: string; by: Person; reason: string; asked: Instant; until: Instant | null },
  ): Promise<{ kind: 'locked'; notice: Notice; told: string[] } | Refused>;
  unlock(request: LockAct): Promise<{ kind: 'unlocked'; notice: Notice; told: string[] } | Refused>;
  /** Moves its end by so much; one without an end ends so long from now. */
  extendLock(request: LockAct & { length: Millis }): Promise<LockChange | Refused>;
  /** Hands it over to somebody, by Slack id. */
  giveLock(request: LockAct & { to: string }): Promise<LockChange | Refused>;
  /** Takes it from whoever holds it. */
  stealLock(request: LockAct & { reason: string; until: Instant | null }): Promise<LockChange | Refused>;
  /** Stands in line for a lock that is held. */
  waitForLock(
    request: LockScope & {
      id: string;
      by: Person;
      asked: Instant;
      reason: string;
      length: Millis | null;
      /** What they want to deploy as soon as it is free. */
      deploy?: WantedDeploy;
    },
  ): Promise<LockChange | Refused>;
  leaveLockQueue(request: {
    id: string;
    by: Person;
    from: LockScope | { waiterId: string };
  }): Promise<LockChange | Refused>;
  /** The first in line takes the lock. */
  takeLockTurn(request: {
    id: string;
    by: Person;
    asked: Instant;
    waiterId: string;
  }): Promise<{ kind: 'locked'; notice: Notice; told: string[] } | Refused>;
  /** Asks its owner to release it; `purpose` is what for. */
  askForLock(request: { id: string; by: Person; lockId: string; purpose: string }): Promise<LockChange | Refused>;
}

/** What a handler knows of who acted, where and when. `trigger` is the same for a repeated delivery: ids derive from it. */
export interface Call {
  trigger: string;
  person: Person;
  channel: { id: string; name: string | null };
  responseUrl: string | null;
  /** When it was taken in; `now` may be later, after an outage or a crash. Both by the clock. */
  asked: Instant;
  now: Instant;
  catalog: Catalog;
  /** Slack ids of the people who were mentioned in what was typed, in its order. */
  mentioned?: readonly string[];
  start: Start;
  ask: Ask;
  do: Do;
}

export interface FormHandler {
  /** The form anew, after a field that refreshes has changed. */
  refresh?(call: Call, context: Record<string, unknown>, values: FormValues): Promise<Form>;
  /** Choices for a `search` field. */
  suggest?(call: Call, context: Record<string, unknown>, field: string, query: string): Promise<Choice[]>;
  /**
   * Judges the values before the acknowledgement, quickly and without effect: errors by field name, or null when they will do.
   */
  check(call: Call, context: Record<string, unknown>, values: FormValues): Promise<Record<string, string> | null>;
  /** Acts on them, after the acknowledgement. */
  submit(call: Call, context: Record<string, unknown>, values: FormValues): Promise<Reply>;
}

/** What every file in `commands/` exports. */
export interface Command {
  /** With its slash. */
  name: string;
  /** One line, for Slack's list and for help. */
  summary: string;
  /** Everything after the name, as Slack hints at it. */
  hint: string;
  /** Whole examples, as in `/deploy staging api v1.4.0 -- fix the order book`. */
  usage: string[];
  /** True when this text is answered by a form, which must be opened before the acknowledgement. */
  opensForm?(text: string): boolean;
  run(call: Call, text: string): Promise<Reply>;
  /** By button kind. A button whose press opens a form says so. */
  buttons?: Partial<
    Record<ButtonAction['kind'], { opensForm: boolean; press(call: Call, action: ButtonAction): Promise<Reply> }>
  >;
  /** By form name. */
  forms?: Record<string, FormHandler>;
}

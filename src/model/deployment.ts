import { createHash } from 'node:crypto';
import type { Baseline } from './analysis.ts';
import type { Approval } from './approval.ts';
import type { ChangePlan } from './change-plan.ts';
import type { RefKind } from './commit.ts';
import type { GitHubHold } from './github-environment.ts';
import type { PersonRef } from './person.ts';
import type { RollbackOf, Rollout, Watch } from './rollout.ts';
import type { Run } from './run.ts';
import type { Instant } from './time.ts';
import type { Verdict } from './verdict.ts';

export const deploymentStates = [
  'requested',
  'refused',
  'awaiting-approval',
  'scheduled',
  'queued',
  'dispatching',
  'uncertain',
  'running',
  'cancelling',
  'rolling-out',
  'succeeded',
  'failed',
  'rolled-back',
  'cancelled',
  'rejected',
  'expired',
] as const;
export type DeploymentState = (typeof deploymentStates)[number];

const endStates: readonly DeploymentState[] = [
  'refused',
  'succeeded',
  'failed',
  'rolled-back',
  'cancelled',
  'rejected',
  'expired',
];

/** True when nothing more happens to it by itself. */
export function ended(state: DeploymentState): boolean {
  return endStates.includes(state);
}

/** Where a request came from; answers that only its sender should see go back there. */
export interface Origin {
  channel: string;
  /** Slack's response_url, usable for 30 minutes and five times; null when there is none. */
  responseUrl: string | null;
  /** `rule`: nobody asked; something that is watched did. */
  via: 'command' | 'form' | 'button' | 'github' | 'rule';
}

/** Of a deployment whose run was not started here. */
export interface StartedElsewhere {
  /** The deployment that was asked for here and whose run came here as well; absent where nobody asked for it. */
  goesOnFrom?: { id: string; environment: string };
  /** GitHub's name for what started the run: push, workflow_run, workflow_dispatch, schedule… */
  event: string;
  /** Whether GitHub tells which services it deploys; when not, all of the target are meant. */
  servicesKnown: boolean;
  /** The rollouts that held the lane when it started, in words; empty when it took the lane. */
  beside: string[];
  /** What would have kept it from being started here, one sentence each; empty when it kept to the rules. */
  skipped: string[];
}

export interface DeployRequest {
  id: string;
  requester: PersonRef & { slackId: string };
  origin: Origin;
  environment: string;
  /** Service or group, by name; it exists in the catalog. */
  target: string;
  /** As typed; null for the environment's default. */
  ref: string | null;
  reason: string | null;
  /** Workflow inputs from the form. */
  inputs: Record<string, string>;
  /** When it is to start: as typed (`tue 10:00`), or an instant; null for now. */
  at: string | Instant | null;
  /** What it carries out, where it is asked for as a change; null or absent otherwise. */
  change?: ChangePlan | null;
  /** In an emergency, past the gates that may be passed so; the reason says why. */
  glass: boolean;
  dryRun: boolean;
}

/** What a request would deploy, when it is kept to be asked for later. */
export type WantedDeploy = Pick<DeployRequest, 'environment' | 'target' | 'ref' | 'reason' | 'inputs' | 'change'>;

/** One try: the first dispatch, or a re-run of the failed jobs. */
export interface Attempt {
  number: number;
  kind: 'dispatch' | 'rerun';
  by: PersonRef;
  startedAt: Instant;
  endedAt: Instant | null;
  runId: number | null;
}

/** One deployment: one run, one message. The document that is stored, shown and resumed from. */
export interface Deployment {
  id: string;
  pipeline: string;
  target: string;
  services: string[];
  environment: string;
  /** `owner/name`. */
  repository: string;
  workflow: string;
  channel: string;
  url: string | null;
  /** Whoever asked, or started its run elsewhere: then they may be known on GitHub alone. */
  requester: PersonRef;
  /** Null or absent where it was asked for here. */
  startedElsewhere?: StartedElsewhere | null;
  origin: Origin;
  reason: string | null;
  /** What the workflow is given, with the catalog's own filled in, except `deployment_id`. */
  inputs: Record<string, string>;
  /** What the person chose of them; Deploy again asks for the same. */
  requestedInputs: Record<string, string>;
  catalogHash: string;
  /** Durable id of the workflow in charge now: votes, cancels and run updates go there. */
  driver: string;
  requestedAt: Instant;
  /** It does not start before; null when it starts as soon as it may. */
  scheduledFor: Instant | null;
  state: DeploymentState;
  stateSince: Instant;
  ref: { kind: RefKind; name: string };
  sha: string;
  tree: string;
  commit: { title: string; author: { name: string; login: string | null }; at: Instant; url: string };
  /** What the environment ran when it was asked for; null when nothing is known. */
  from: { ref: string; sha: string } | null;
  /** What each of its services ran then, as far as that is known; absent in what an earlier release has begun. */
  before?: { service: string; ref: string; sha: string }[];
  compare: { aheadBy: number; behindBy: number; url: string } | null;
  /** Where it stands once its run has succeeded, in an environment that is delivered to in phases. */
  rollout?: Rollout;
  /** The usual values of what ran before it; absent where nothing is compared with them. */
  baseline?: Baseline;
  /** Which attempt of it has what goes with it outside: silences, an annotation. Absent where there is nothing. */
  around?: number;
  /** What is seen after it has ended well; absent where nothing is looked at. */
  watch?: Watch;
  /** Set where it brings an earlier version back. */
  rollback?: RollbackOf;
  /** GitHub logins of those who wrote what it brings; absent where that could not be read. */
  authors?: string[];
  approval: Approval | null;
  verdicts: Verdict[];
  /** Set where its run may go on to other environments, each a deployment of its own; absent in what an earlier release has begun. */
  mayGoOn?: true;
  /** Id of the change request that it carries out; absent where there is none. */
  change?: string;
  /** True when the glass was broken for it: gates that blocked were passed, and their verdicts say so. */
  glass: boolean;
  /** True when GitHub's run must be of exactly `sha`; false when the workflow itself checks out an input. */
  headMustMatch: boolean;
  /** True while the tag `quarterdeck/<id>` may exist. */
  temporaryTag: boolean;
  /** How often GitHub was asked to start the run; the newest is the one that a person may have to settle. */
  dispatches: number;
  /** Place in the lane, 1 = next; null when not waiting. */
  place: number | null;
  attempts: Attempt[];
  /** How often a re-run took the deployment over, refused ones included: of two presses, one gets the next number. */
  reruns: number;
  run: Run | null;
  /** How its run stands to the environments that GitHub protects; absent where it was never seen to wait for one. */
  hold?: GitHubHold;
  /**
   * Whether GitHub may be told to let its run in. Absent: it may, as a run that was started here has passed the gates and the approval
   * before; one that was started elsewhere has to pass them while GitHub holds it.
   */
  admitted?: boolean;
  endedAt: Instant | null;
  /** Why it ended so, or what it waits for, in one plain sentence; null when the state says all. */
  note: string | null;
}

export function anchorOf(deploymentId: string): string {
  return `deploy:${deploymentId}`;
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The id of the deployment that `trigger` asks for: the same trigger, delivered twice, asks for the same one. */
export function deploymentIdFor(trigger: string): string {
  const digest = createHash('sha256').update(`deployment:${trigger}`).digest();
  return `d-${[...digest.subarray(0, 10)].map((byte) => base32[byte % 32]).join('')}`;
}

/**
 * The deployment that a run is which was not started here, in all its attempts; with `environment`, the one to that environment, where the
 * run goes to more than one.
 */
export function deploymentIdOfRun(repository: string, runId: number, environment?: string): string {
  const run = `run:${repository.toLowerCase()}:${runId}`;
  return deploymentIdFor(environment === undefined ? run : `${run}:${environment}`);
}

/** The id of a deployment in a run's title, where the workflow shows it; null when there is none. */
export function deploymentIdIn(title: string): string | null {
  return /(?<![a-z0-9-])d-[a-z2-7]{10}(?![a-z0-9])/.exec(title)?.[0] ?? null;
}

import type { AuditPlace, AuditSearch } from './audit-search.ts';
import type { ChangePlan } from './change-plan.ts';
import type { WantedDeploy } from './deployment.ts';
import type { Version } from './rollback.ts';
import type { Instant, Millis } from './time.ts';

/** A pull request as people are pointed to it. */
export interface ReviewedPull {
  number: number;
  title: string;
  url: string;
}

export type SteerKind = 'promote-rollout' | 'hold-rollout' | 'resume-rollout' | 'extend-rollout' | 'abort-rollout';

/** What a button does. Its parameters stay here; Slack sees an opaque id. */
export type ButtonAction =
  | { kind: 'approve' | 'approve-with-checklist' | 'reject'; deploymentId: string; round: number }
  | { kind: 'cancel' | 'rerun-failed' | 'deploy-again'; deploymentId: string }
  /** `dispatch` is the number of the dispatch in question. */
  | { kind: 'dispatch-again' | 'give-up'; deploymentId: string; dispatch: number }
  /** What a person says of a release that is watched; `round` is the question. */
  | { kind: 'keep-release' | 'take-back-release'; deploymentId: string; round: number }
  /** `wave` and `at`: the phase that it was offered in; `round` the question, null where none was asked. */
  | { kind: SteerKind; deploymentId: string; wave: number; at: number; round: number | null }
  /** What was refused, to be asked for as an emergency. */
  | { kind: 'break-glass'; environment: string; target: string; ref: string | null; inputs: Record<string, string> }
  /** What was deployed past the gates has been reviewed. */
  | { kind: 'glass-reviewed'; deploymentId: string }
  /** What was refused, to be asked for again at a time at which it passes; null: now. `waiterId`: who waited for that, and need not wait on. */
  | ({ kind: 'schedule'; at: Instant | null; waiterId?: string } & WantedDeploy)
  /** What was refused, to be asked for as a change; `plan` and `at`, as typed, where it was asked for as one already. */
  | {
      kind: 'request-change';
      environment: string;
      target: string;
      ref: string | null;
      inputs: Record<string, string>;
      at: string | null;
      plan: ChangePlan | null;
    }
  /** Back to this version, as it was offered; `of` is the deployment that is taken back, null for what runs. */
  | { kind: 'roll-back'; environment: string; target: string; of: string | null; to: Version }
  /** What was taken back may be deployed there again. */
  | { kind: 'release-quarantine'; quarantineId: string }
  /** The database as it was, after this rollback; `round` tells one offer from the next. */
  | { kind: 'restore-database'; deploymentId: string; round: number }
  | { kind: 'confirm-change' | 'refute-change'; changeId: string }
  /** What the presser has linked is undone, if it is still this account. */
  | { kind: 'unlink-github'; login: string }
  | { kind: 'unlock'; lockId: string }
  | { kind: 'extend-lock'; lockId: string; length: Millis }
  | { kind: 'audit-page'; search: AuditSearch; place: AuditPlace }
  | {
      kind: 'wait-for-lock';
      environment: string;
      service: string | null;
      reason: string;
      length: Millis | null;
      deploy?: WantedDeploy;
    }
  | { kind: 'take-turn' | 'leave-queue'; waiterId: string }
  /** The checks of a deploy that was refused for them: to be run again, or to be told of when they have ended. `sha` is the commit. */
  | ({ kind: 'rerun-checks' | 'watch-checks'; sha: string } & WantedDeploy)
  /** The reviewers of a pull request, by GitHub login, to be asked for what their review lacks. `purpose`: what for. */
  | { kind: 'ask-reviewers'; environment: string; purpose: string; pull: ReviewedPull; logins: string[] }
  /** The backup for want of which it was refused. */
  | ({ kind: 'run-backup' } & WantedDeploy)
  /** `purpose`: what it is asked for. */
  | { kind: 'ask-for-lock'; lockId: string; purpose: string };

export type ButtonKind = ButtonAction['kind'];

/** A button as a notice carries it. `confirm` asks before it acts. */
export interface Button {
  id: string;
  kind: ButtonKind;
  label: string;
  style: 'primary' | 'danger' | 'plain';
  confirm: { title: string; text: string; yes: string } | null;
}

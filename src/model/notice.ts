import type { AuditSearch, NumberedEntry } from './audit-search.ts';
import type { Button } from './button.ts';
import type { CanaryChart } from './canary-chart.ts';
import type { ApprovalRule } from './catalog.ts';
import type { ChangeRequest } from './change-request.ts';
import type { Commit, ResolvedRef } from './commit.ts';
import type { Delegation } from './delegation.ts';
import type { Deployment } from './deployment.ts';
import type { LinkedBy } from './github-account.ts';
import type { Lock, LockWaiter } from './lock.ts';
import type { Mute } from './mute.ts';
import type { Membership, PersonRef } from './person.ts';
import type { Happened } from './rollback.ts';
import type { Running } from './running.ts';
import type { Instant, Millis } from './time.ts';
import type { Verdict } from './verdict.ts';

export type Tone = 'info' | 'success' | 'warning' | 'error';

/** Everything that Quarterdeck can say. One view file each, named after the kind. All text in it is plain, unescaped. */
export type Notice =
  /**
   * The one message of a deployment; also its approval card, and the card of the `change` that it carries out. `now` is when it was
   * written, for elapsed times. `copy`: it stands in a channel that the approval rule notifies; between the decision and the end it
   * tells the decision alone.
   */
  | {
      kind: 'deployment';
      deployment: Deployment;
      buttons: Button[];
      approvers: string[];
      change?: ChangeRequest;
      now: Instant;
      copy?: true;
    }
  /** Thread: what changes, with authors. */
  | { kind: 'change-list'; deployment: Deployment; commits: Commit[]; total: number }
  /** Thread: the failed step and the end of its log. */
  | { kind: 'failure'; deployment: Deployment; job: string; step: string | null; url: string; log: string[] }
  /** Thread: what pods that did not run said last, before they were taken away. */
  | { kind: 'pods-said'; deployment: Deployment; pods: { service: string; pod: string; lines: string[] }[] }
  /** Thread: nobody has decided yet and it expires soon; `mention` are Slack ids of those who may approve. */
  | { kind: 'nudge'; deployment: Deployment; mention: string[] }
  /**
   * Thread: what somebody with one of the roles has to decide about a release that is watched; `mention` are Slack ids. `waitsFor`: so long
   * it has been open, where it is a reminder.
   */
  | {
      kind: 'watch-question';
      deployment: Deployment;
      roles: string[];
      mention: string[];
      buttons: Button[];
      waitsFor?: Millis;
    }
  /**
   * Thread: it has passed, or is taken back; whom it concerns is told, as when it ended. `decides`: who has to say what goes out now, where
   * there is nothing to go back to; `mention` are Slack ids of theirs.
   */
  | {
      kind: 'watch-ended';
      deployment: Deployment;
      mention: PersonRef[];
      authors: PersonRef[];
      decides?: { roles: string[]; mention: string[] };
    }
  /** Ephemeral: what is being rolled out, with the buttons of its card, and how the last ones ended. `target` null: of all. */
  | {
      kind: 'rollouts';
      target: string | null;
      live: { deployment: Deployment; buttons: Button[] }[];
      last: Deployment[];
      /** Of the first that is live; absent or null where nothing is measured. */
      picture?: CanaryChart | null;
      now: Instant;
    }
  /** Thread: what those who may steer a rollout have to decide; `mention` are Slack ids of theirs. `waitsFor` as above. */
  | { kind: 'rollout-question'; deployment: Deployment; roles: string[]; mention: string[]; waitsFor?: Millis }
  /** Thread: the metrics of a decision about a rollout, as a picture. */
  | {
      kind: 'rollout-picture';
      deployment: Deployment;
      picture: CanaryChart;
      about: 'question' | 'taken-back' | 'promoted';
    }
  /** Thread: it ended; `mention` are the people of the thread, `authors` those whose commits it concerns. Without a Slack id they are only named. */
  | { kind: 'ended'; deployment: Deployment; mention: PersonRef[]; authors?: PersonRef[]; now: Instant }
  /** Thread: everything that an incident consisted of, in its order; `buttons` release what was quarantined. */
  | { kind: 'rollback-story'; deployment: Deployment; happened: Happened[]; buttons: Button[] }
  /** Ephemeral: why not, who can, when. Every verdict, not only the first. */
  | {
      kind: 'refusal';
      what: string;
      verdicts: Verdict[];
      ref: ResolvedRef | null;
      /** When it passes by itself if nothing but the time changes; null when somebody has to act. */
      earliest: Instant | null;
      /** The ways out: schedule it, ask somebody. */
      buttons: Button[];
      /** Where what stands in the way can be looked at. */
      links?: { label: string; url: string | null }[];
      now: Instant;
      timezone: string | null;
    }
  /** Ephemeral: how every gate would judge a deploy by `person` at the moment `at`, and what is under way there already. */
  | {
      kind: 'why';
      what: string;
      person: PersonRef;
      verdicts: Verdict[];
      approvals: ApprovalRule | null;
      earliest: Instant | null;
      ref: ResolvedRef | null;
      underWay: Deployment[];
      now: Instant;
      at: Instant;
      timezone: string | null;
    }
  /** Ephemeral: what a deploy would do. `approvals` is the rule that would ask for approval; null where none is needed. */
  | {
      kind: 'dry-run';
      deployment: Deployment;
      approvals: ApprovalRule | null;
      earliest: Instant | null;
      now: Instant;
      timezone: string | null;
    }
  /** Ephemeral: it is on its way, with a link to its message once that exists. */
  | { kind: 'started'; deployment: Deployment; anchor: string }
  /** Ephemeral: its place in the lane. */
  | { kind: 'queued'; deployment: Deployment; place: number; behind: string[] }
  /** Ephemeral: a vote that did not count, or a button that is over. */
  | { kind: 'text'; tone: Tone; title: string; lines: string[]; buttons?: Button[] }
  | {
      kind: 'board';
      environment: string | null;
      service: string | null;
      running: Running[];
      active: { deployment: Deployment; buttons: Button[] }[];
      recent: Deployment[];
      locks: Lock[];
      /** Who waits for a lock, by its id, first in line first. */
      queues?: Record<string, string[]>;
      /** Locks that are free and kept for whoever waited first; `behind` are those who come next. */
      kept?: { first: LockWaiter; behind: string[] }[];
      now: Instant;
    }
  /** The one message of a lock. `ranOut`: it ended by itself. `queue`: who waits for it, first in line first. */
  | {
      kind: 'lock';
      lock: Lock;
      done: 'taken' | 'released';
      by: PersonRef;
      buttons: Button[];
      ranOut?: boolean;
      queue?: string[];
    }
  /** Ephemeral: a page of the audit log, newest first. `url`: of the deployment's message, where it is known. */
  | {
      kind: 'audit-page';
      search: AuditSearch;
      entries: { entry: NumberedEntry; url: string | null }[];
      buttons: Button[];
    }
  /** In a channel: the head of the audit log. */
  | { kind: 'audit-checkpoint'; number: number; hash: string; at: Instant }
  | { kind: 'audit-entry'; entry: NumberedEntry; hash: string; url: string | null }
  /** In the operations channel: what went out past the gates wants a review by `due`. */
  | { kind: 'glass-review'; deployment: Deployment; due: Instant; reviewedBy: PersonRef | null; buttons: Button[] }
  /** In the operations channel: a run that was started elsewhere went past the rules. The deployment says which. */
  | { kind: 'skipped-rules'; deployment: Deployment; by: PersonRef; run: { url: string; attempt: number } }
  /** Thread: whoever asked for the change is asked whether it is right; `reminder` when they were asked before. `others`: in the channel. */
  | {
      kind: 'change-validation';
      change: ChangeRequest;
      deployment: Deployment;
      reminder: boolean;
      /** False where whoever asked for it has muted mentions; absent in what an earlier release has said. */
      mention?: boolean;
      /** Who else may answer, where whoever asked for it wants no reminders; `url` of its message, where it is known. */
      others?: { mention: PersonRef[]; roles: string[]; url: string | null };
    }
  /** Ephemeral: one change request; `url` of its message, where it is known. */
  | { kind: 'change-request'; change: ChangeRequest; deployment: Deployment; url: string | null }
  /** Ephemeral: change requests, with the addresses of their messages by id, where they are known; `more` of the open ones than shown. */
  | {
      kind: 'change-requests';
      environment: string | null;
      open: ChangeRequest[];
      more: boolean;
      closed: ChangeRequest[];
      urls: Record<string, string>;
    }
  | { kind: 'help'; commands: { name: string; summary: string; usage: string[] }[] }
  | {
      kind: 'whoami';
      membership: Membership;
      /** By what they are known on GitHub; absent or null: by nothing. */
      linkedBy?: LinkedBy | null;
      may: { environment: string; deploy: boolean; approve: boolean }[];
      /** In whose place they approve, and who does in theirs. */
      delegations?: Delegation[];
      /** What they do not want to be told. */
      mutes?: Mute[];
    }
  /** Only for `reader`, a Slack id: who approves in whose place. */
  | { kind: 'delegations'; given: Delegation[]; reader: string }
  /** Ephemeral: the code to enter at `url`, good for so many minutes. */
  | { kind: 'link-code'; userCode: string; url: string; minutes: number }
  | { kind: 'doctor'; findings: Finding[] }
  | { kind: 'catalog-rejected'; file: string; problems: string[]; keptHash: string };

/** One line of `doctor`. `mend` says how to put it right; null when it is. */
export interface Finding {
  ok: boolean;
  what: string;
  found: string;
  mend: string | null;
}

import type { Run } from './run.ts';
import type { Instant, Millis } from './time.ts';

/** One run of the workflow that makes backups. `at` is when it began: what changed since is not in it. */
export interface BackupRun {
  at: Instant;
  status: Run['status'];
  conclusion: Run['conclusion'];
  url: string;
}

/** What is known of the backups: the newest run that made a good one, the newest of all, and how many were looked at. */
export interface Backups {
  good: BackupRun | null;
  newest: BackupRun | null;
  looked: number;
}

/** `job`: the one of the workflow's jobs that makes the backup; without, a run that succeeds is one. */
export interface BackupRule {
  workflow: string;
  maxAge: Millis;
  branch?: string;
  job?: string;
}

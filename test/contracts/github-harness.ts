import type { Repository } from '../../src/model/repository.ts';
import type { Runs } from '../../src/ports/runs.ts';
import type { Source } from '../../src/ports/source.ts';
import type { Teams } from '../../src/ports/teams.ts';

/**
 * A GitHub for the contract suites. However it is made, it begins so: `acme/shop` with the branches main (three commits,
 * the last of them also on no other) and develop (two of its own on main's second), a branch and a tag named `release`, the
 * tags v1.0.0 (main's first), v1.9.0 (its second), v1.10.0 and v2.0.0-rc.1 (its third) and nightly; the workflow
 * `deploy.yml` with the inputs environment and deployment_id; develop's first commit deployed to staging; and the team
 * `acme/leads` with lena-lead.
 */
export interface GitHubHarness {
  source: Source;
  runs: Runs;
  teams: Teams;
  repository: Repository;
  /** A commit on the branch, which exists, with these in its trailers; its SHA. */
  push(branch: string, coAuthors?: readonly CoAuthor[]): Promise<string>;
  setCheck(sha: string, name: string, conclusion: 'success' | 'failure' | 'pending', summary?: string): Promise<void>;
  /** The newest run of the commit uploads the files, by path, as an artifact. */
  upload(sha: string, name: string, files: Record<string, string>): Promise<void>;
  /**
   * A pull request of dana-dev from develop to main, of which sam-sre wanted changes and then approved, and gus-guest, who may
   * not write, approved. Then merged, if wished. `sha`: the commit that it was merged as, or its last.
   */
  pullRequest(wish: { merge: boolean }): Promise<{ number: number; sha: string }>;
  /** main: two approvals, the check unit, up to date; and a ruleset `signed` of signatures. */
  protectMain(): Promise<void>;
  /** Moves the run a little, so that it looks different. */
  advance(runId: number): Promise<void>;
  /** Lets the run end; a failure is the step `Deploy` of the job `deploy`. */
  finish(runId: number, conclusion: 'success' | 'failure'): Promise<void>;
  /** A run whose one job has come to the environment production; its id and the job's. */
  release(): Promise<{ runId: number; jobId: number }>;
  close(): Promise<void>;
}

/** Whom a commit names beside its author; `login` is the account that GitHub knows by the address. */
export interface CoAuthor {
  name: string;
  email: string;
  login: string | null;
}

/** The `run-name` of deploy.yml. */
export const runName = `Deploy to \${{ inputs.environment }} (\${{ inputs.deployment_id }})`;

export type OpenGitHub = () => Promise<GitHubHarness>;

import path from 'node:path';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { createClock } from '../../../sandbox/clock.ts';
import type { GitHubSimulation, PushRequest, Traffic, WorldClock, WorldSeed } from '../../../sandbox/contract.ts';
import { parseDuration } from '../../../sandbox/duration.ts';
import { environmentProtection } from '../../../sandbox/environment-protection.ts';
import { createGitHub, type GitHubOptions } from '../../../sandbox/github/simulation.ts';
import { createIds } from '../../../sandbox/ids.ts';
import { createPeople } from '../../../sandbox/people.ts';
import { createTraffic } from '../../../sandbox/traffic.ts';
import { readWorld } from '../../../sandbox/world.ts';

export interface TestWorld extends AsyncDisposable {
  github: GitHubSimulation;
  clock: WorldClock;
  traffic: Traffic;
  octokit: Octokit;
  owner: string;
  repo: string;
  /** Lets the world's time pass, such as `5m`. */
  pass(duration: string): void;
}

/**
 * A GitHub with an example's workflows, whose time stands still until a test lets it pass. Nothing is protected by the bot's rule,
 * since there is no bot to let anything in.
 */
export async function startWorld(example: string, options: GitHubOptions = {}): Promise<TestWorld> {
  const seed = await readWorld(path.join(import.meta.dirname, '../../../examples', example));
  return startWorldOf({ ...seed, environments: {} }, options);
}

export async function startWorldOf(seed: WorldSeed, options: GitHubOptions = {}): Promise<TestWorld> {
  const clock = createClock({ start: Date.parse(seed.start), speed: 0 });
  const traffic = createTraffic();
  const ids = createIds(seed.repository);
  const github = await createGitHub({ clock, ids, seed, people: createPeople(), traffic }, options);
  const [owner = '', repo = ''] = seed.repository.split('/');
  return {
    github,
    clock,
    traffic,
    owner,
    repo,
    octokit: connect(github, github.token),
    pass: (duration) => clock.set(clock.now() + parseDuration(duration)),
    async [Symbol.asyncDispose]() {
      await github.close();
      clock.close();
    },
  };
}

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

export function connect(github: GitHubSimulation, auth: string): Octokit {
  return new Octokit({ auth, baseUrl: github.apiUrl, log: silent });
}

/** What protects an environment; what is not said demands nothing. */
export const protection = (given: z.input<typeof environmentProtection>) => environmentProtection.parse(given);

/** Asks as a person, with their own token. */
export const as = (world: TestWorld, handle: string) => connect(world.github, world.github.tokenOf(handle));

/** A push that GitHub takes. */
export function pushed(world: TestWorld, handle: string, asked: Omit<PushRequest, 'repository'>) {
  const outcome = world.github.push(handle, { repository: `${world.owner}/${world.repo}`, ...asked });
  if ('refused' in outcome) throw new Error(outcome.message);
  return outcome;
}

export type RunReference = { owner: string; repo: string; run_id: number };

/** Dispatches the example's workflow that deploys, and returns the run that GitHub says it made. */
export async function deploy(world: TestWorld, inputs: Record<string, string>, ref = 'develop'): Promise<RunReference> {
  const { octokit, owner, repo } = world;
  const { data } = await octokit.actions.listRepoWorkflows({ owner, repo });
  const file = data.workflows.find(({ name }) => name === 'Deploy' || name === 'CD')?.path ?? '';
  const answer = await octokit.actions.createWorkflowDispatch({
    owner,
    repo,
    workflow_id: path.basename(file),
    ref,
    inputs,
    return_run_details: true,
  });
  return { owner, repo, run_id: z.object({ workflow_run_id: z.number() }).parse(answer.data).workflow_run_id };
}

export async function jobsOf(world: TestWorld, run: RunReference) {
  return (await world.octokit.actions.listJobsForWorkflowRun(run)).data.jobs;
}

/** Each job of a run as `name: conclusion`, or `name: status` while it has none. */
export async function jobNames(world: TestWorld, run: RunReference): Promise<string[]> {
  return (await jobsOf(world, run)).map((job) => `${job.name}: ${job.conclusion ?? job.status}`);
}

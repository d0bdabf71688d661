import path from 'node:path';
import { Octokit } from '@octokit/rest';
import { createClock } from '../../../sandbox/clock.ts';
import type { GitHubSimulation, Traffic, WorldClock } from '../../../sandbox/contract.ts';
import { parseDuration } from '../../../sandbox/duration.ts';
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

/** A GitHub with an example's workflows, whose time stands still until a test lets it pass. */
export async function startWorld(example: string, options: GitHubOptions = {}): Promise<TestWorld> {
  const seed = await readWorld(path.join(import.meta.dirname, '../../../examples', example));
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

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export function connect(github: GitHubSimulation, auth: string): Octokit {
  return new Octokit({ auth, baseUrl: github.apiUrl, log: silent });
}

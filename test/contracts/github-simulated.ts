import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClock } from '../../sandbox/clock.ts';
import type { GitHubSimulation, Traffic, WorldClock, WorldSeed } from '../../sandbox/contract.ts';
import { createGitHub as createSimulation } from '../../sandbox/github/simulation.ts';
import { createIds } from '../../sandbox/ids.ts';
import { createPeople } from '../../sandbox/people.ts';
import { createTraffic } from '../../sandbox/traffic.ts';
import { createGitHub, type GitHub, type GitHubSettings } from '../../src/adapters/github/client.ts';
import { createRuns } from '../../src/adapters/github/runs.ts';
import { createSource } from '../../src/adapters/github/source.ts';
import { createTeams } from '../../src/adapters/github/teams.ts';
import { type GitHubHarness, runName } from './github-harness.ts';

const deploy = `name: Deploy
run-name: ${runName}
on:
  workflow_dispatch:
    inputs:
      environment:
        description: Where to
        type: choice
        required: true
        options: [staging, production]
      deployment_id:
        type: string
        default: ''
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - name: Build
        run: make build
  deploy:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - name: Deploy
        run: make deploy
`;
const checks = `name: Checks
on:
  push:
    branches: [develop]
jobs:
${['unit', 'lint', 'e2e'].map((name) => `  ${name}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make ${name}\n`).join('')}`;

const release = `name: Release
run-name: ${runName.replace(/\$\{\{ inputs.environment \}\}/, 'production')}
on:
  workflow_dispatch:
    inputs:
      deployment_id:
        type: string
jobs:
  release:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: make release
`;

const start = '2026-01-20T15:00:00Z';
const minute = 60_000;

function seed(directory: string): WorldSeed {
  const commit = (key: string, message: string, ago: string) => ({ key, message, author: 'dana-dev', ago });
  const [m1, m2] = [commit('m1', 'chore: first of main', '9d'), commit('m2', 'fix: second of main', '8d')];
  const m3 = commit('m3', 'feat: third of main', '7d');
  const d1 = commit('d1', 'feat: first of develop', '6d');
  return {
    repository: 'acme/shop',
    services: ['shop'],
    start,
    directory,
    defaultBranch: 'main',
    branches: {
      main: { commits: [m1, m2, m3] },
      develop: {
        commits: [
          m1,
          m2,
          d1,
          { ...commit('d2', 'feat: second of develop', '5d'), files: ['migrations/0002.sql', 'src/app.ts'] },
        ],
      },
      release: { commits: [m1] },
    },
    tags: {
      'v1.0.0': { branch: 'main', commit: 'm1' },
      'v1.9.0': { branch: 'main', commit: 'm2' },
      'v1.10.0': { branch: 'main', commit: 'm3' },
      'v2.0.0-rc.1': { branch: 'main', commit: 'm3' },
      nightly: { branch: 'main', commit: 'm3' },
      release: { branch: 'main', commit: 'm3' },
    },
    pullRequests: [],
    protection: {},
    running: { staging: { ref: 'develop', commit: 'd1', by: 'dana-dev', ago: '4d' } },
    durations: { build: '2m', deploy: '3m', unit: '1m', lint: '1m', e2e: '1m' },
    teams: { leads: ['lena-lead'] },
    environments: {},
  };
}

export interface SimulatedGitHub extends GitHubHarness {
  simulation: GitHubSimulation;
  clock: WorldClock;
  traffic: Traffic;
  github: GitHub;
}

/** The harness over the real adapters and Octokit, against the simulated GitHub. Its clock stands still unless moved. */
export async function openSimulatedGitHub(
  settings: Partial<GitHubSettings> | ((simulation: GitHubSimulation) => Partial<GitHubSettings>) = {},
): Promise<SimulatedGitHub> {
  const directory = await mkdtemp(path.join(tmpdir(), 'quarterdeck-github-'));
  const folder = path.join(directory, '.github', 'workflows');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'deploy.yml'), deploy);
  await writeFile(path.join(folder, 'checks.yml'), checks);
  await writeFile(path.join(folder, 'release.yml'), release);
  const clock = createClock({ start: Date.parse(start), speed: 0 });
  const traffic = createTraffic();
  const parts = { clock, ids: createIds('contract'), seed: seed(directory), people: createPeople() };
  const simulation = await createSimulation({ ...parts, traffic });
  const stopping = new AbortController();
  const github = createGitHub({
    apiUrl: simulation.apiUrl,
    auth: { token: simulation.token },
    stopping: stopping.signal,
    ...(typeof settings === 'function' ? settings(simulation) : settings),
  });
  const pass = (length: number) => clock.set(clock.now() + length);
  return {
    simulation,
    clock,
    traffic,
    github,
    source: createSource(github),
    runs: createRuns(github),
    teams: createTeams(github),
    repository: { owner: 'acme', name: 'shop' },
    async push(branch, coAuthors = []) {
      const trailers = coAuthors.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`);
      const message = ['fix: one more', ...(trailers.length > 0 ? ['', ...trailers] : [])].join('\n');
      const outcome = simulation.push('dev', { repository: 'acme/shop', branch, message });
      if ('refused' in outcome) throw new Error(outcome.message);
      pass(10 * minute);
      return outcome.sha;
    },
    setCheck: async (sha, name, conclusion, summary) =>
      simulation.setChecks({ ref: sha, name, conclusion, ...(summary === undefined ? {} : { summary }) }),
    upload: async (sha, name, files) => simulation.upload({ ref: sha, name, files }),
    pullRequest: async ({ merge }) => {
      const wish = { branch: 'develop', base: 'main', by: 'dev' };
      simulation.pullRequest({ ...wish, changesRequestedBy: ['sre'] });
      return simulation.pullRequest({ ...wish, approvedBy: ['sre', 'guest'], merge });
    },
    async protectMain() {
      const rules = { approvals: 2, checks: ['unit'], upToDate: true, signatures: false, administrators: true };
      simulation.protectBranch('main', rules);
      simulation.protectBranch('main', { ...rules, approvals: 0, checks: [], signatures: true }, 'signed');
    },
    advance: async () => pass(minute),
    async finish(_, conclusion) {
      if (conclusion === 'failure') simulation.failJob({ job: 'deploy', step: 'Deploy' });
      pass(20 * minute);
    },
    async release() {
      const outcome = simulation.dispatch('dev', { repository: 'acme/shop', workflow: 'release.yml', ref: 'main' });
      if ('refused' in outcome) throw new Error(outcome.message);
      const runId = outcome.run;
      pass(minute);
      const run = await createRuns(github).get({ owner: 'acme', name: 'shop' }, runId);
      return { runId, jobId: run?.jobs[0]?.id ?? 0 };
    },
    async close() {
      stopping.abort();
      await simulation.close();
      clock.close();
      await rm(directory, { recursive: true });
    },
  };
}

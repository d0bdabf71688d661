import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SandboxOptions } from '../../../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { type Calls, fakeGitHub, fakeSlack } from './fake-worlds.ts';

const world = `
repository: acme/one
services: [one]
start: 2026-01-20T15:05:00Z
defaultBranch: main
branches:
  main: {commits: [{key: a, message: First, author: dana-dev, ago: 3d}]}
durations: {build: 30s, deploy-staging: 1m}
teams: {release-managers: [lena-lead, luis-lead, a-stranger]}
`;

/** What it runs on, where that is wished for. */
const platform = `
cluster:
  access: deploy/kubernetes/rbac.yaml
  contexts: {one: production}
  namespaces:
    production:
      deployments: [{name: one, service: one, image: acme/one, replicas: 1}]
      services: {one: {service: one}}
traffic: [{service: one, environment: production, enters: one, requests: 10}]
endpoints: {one.example.com: {service: one, environment: production}}
`;

export interface WorldUnderTest {
  sandbox: Sandbox;
  calls: Calls;
  /** Tells the page that Slack changed. */
  change(): void;
  /** Asks the control API; the body of the answer is parsed. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A sandbox over fake worlds with a stand-in bot, on free ports. The clock stands still unless `speed` is given. */
export async function worldUnderTest({
  platform: wished = false,
  ...given
}: Partial<SandboxOptions> & { platform?: boolean } = {}): Promise<WorldUnderTest> {
  const examples = await mkdtemp(path.join(tmpdir(), 'examples-'));
  const example = given.example ?? 'plain';
  await mkdir(path.join(examples, example));
  await writeFile(path.join(examples, example, 'world.yml'), wished ? world + platform : world);
  const calls: Calls = [];
  const base: SandboxOptions = {
    example,
    examples: null,
    port: 0,
    speed: 0,
    start: null,
    headless: true,
    http: false,
    app: false,
    replicas: 1,
    bot: false,
    data: null,
  };
  let change = () => {};
  const sandbox = await startSandbox(
    { ...base, ...given },
    {
      slack: async (parts) => {
        const slack = fakeSlack(parts.people, calls);
        change = slack.change;
        return slack;
      },
      github: async () => fakeGitHub(calls),
      page: () => ({}),
      botProgram: path.join(import.meta.dirname, 'stand-in-bot.ts'),
      examples,
    },
  );
  return {
    sandbox,
    calls,
    change: () => change(),
    async ask(method, route, body) {
      const response = await fetch(sandbox.url + route, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      return { status: response.status, body: await response.json() };
    },
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      await rm(examples, { recursive: true, force: true });
    },
  };
}

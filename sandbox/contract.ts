/**
 * The seams between the parts of the sandbox. Each part is a real server on loopback; this file says what they share.
 * Instants are milliseconds since the epoch, on the simulated clock unless a comment says otherwise.
 */
import type { EnvironmentProtection } from './environment-protection.ts';
import type { ClusterSeed, EndpointSeed, ServedSeed } from './platform/seed.ts';

export type Instant = number;

/** The world's time. One second of the real clock is `speed` seconds here. */
export interface WorldClock {
  readonly speed: number;
  now(): Instant;
  /** Calls `ring` once when the world's time reaches `instant`; returns a function that cancels it. */
  at(instant: Instant, ring: () => void): () => void;
  /** Sets the time; timers that are then due ring at once. */
  set(instant: Instant): void;
  /** Counts the times that the clock was set by hand. */
  readonly revision: number;
  /** Calls `listener` whenever the clock is set by hand. */
  onSet(listener: () => void): () => void;
  close(): void;
}

/** Makes every identifier of the world, so that two worlds of one seed are alike. */
export interface WorldIds {
  /** Slack-like id: a prefix and nine upper-case characters or digits, such as U01ABCDEF9. */
  slack(prefix: 'U' | 'C' | 'D' | 'S' | 'T' | 'A' | 'B' | 'V' | 'F'): string;
  /** A growing number, for GitHub's ids. */
  number(): number;
  /** 40 hexadecimal characters, derived from `seed`. */
  sha(seed: string): string;
  /** A GUID for deliveries and envelopes. */
  guid(): string;
}

/** What the example says about its world: `examples/<name>/world.yml`, read by sandbox/world.ts. */
export interface WorldSeed {
  /** For example `acme/trading-engine`. */
  repository: string;
  /** The services that a deploy job puts into an environment. */
  services: string[];
  /** The world's time at the start, ISO 8601. */
  start: string;
  /** Directory that holds `.github/workflows`. */
  directory: string;
  defaultBranch: string;
  branches: Record<string, { commits: SeedCommit[] }>;
  tags: Record<string, { branch: string; commit: string }>;
  pullRequests: SeedPullRequest[];
  /** By branch: what GitHub demands before anything gets into it. */
  protection: Record<string, SeedProtection>;
  /** What is already deployed when the world begins: environment → a commit's key and ref. */
  running: Record<string, { ref: string; commit: string; by: string; ago: string }>;
  /** Runs of the default branch before the world begins, by workflow file; all succeed. */
  runs?: { workflow: string; event: 'schedule' | 'workflow_dispatch'; ago: string }[];
  /** Typical time of a job, by job id, such as `3m30s`; steps share it evenly unless `steps` says otherwise. */
  durations: Record<string, string>;
  /** What is in the artifacts that workflows upload: by name, the text of each file by its path. */
  artifacts?: Record<string, Record<string, string>>;
  /** GitHub teams: slug → logins. */
  teams: Record<string, string[]>;
  /** What protects the environments. */
  environments: Record<string, EnvironmentProtection>;
  /** What runs on Kubernetes; without it there is no cluster. */
  cluster?: ClusterSeed;
  /** What the services serve; without it nothing is measured. */
  traffic?: ServedSeed[];
  /** Who answers at which host name. */
  endpoints?: Record<string, EndpointSeed>;
}
export interface SeedCommit {
  key: string;
  message: string;
  author: string;
  ago: string;
  /** GitHub's word for its signature: valid, unsigned, unknown_key …; the default is valid. */
  signature?: string;
  /** Commits of one `tree` have the same git tree (a merge between environments); the default is the key. */
  tree?: string;
  /** Paths that it changes; the default is plausible ones. */
  files?: string[];
}

/** Commits by key, oldest first; `merged` is the commit that stands for it on the base branch. */
export interface SeedPullRequest {
  number: number;
  title: string;
  author: string;
  branch: string;
  base: string;
  commits: string[];
  merged?: string;
  ago: string;
  /** `of`: the commit that was looked at; without it the last. */
  reviews: { by: string; says: 'approved' | 'changes requested' | 'commented' | 'dismissed'; of?: string }[];
}
export interface SeedProtection {
  approvals: number;
  checks: string[];
  upToDate: boolean;
  signatures: boolean;
  administrators: boolean;
}

export interface PullRequestWish {
  branch: string;
  /** The default branch without it. */
  base?: string;
  /** Handles or logins, as the reviewers are. */
  by: string;
  title?: string;
  approvedBy?: string[];
  changesRequestedBy?: string[];
  merge?: boolean;
}

export interface WorldPerson {
  handle: string;
  name: string;
  slackId: string;
  githubLogin: string;
  githubId: number;
  email: string;
  title: string;
  kind: 'member' | 'guest' | 'bot' | 'stranger';
  /** Handles of Slack user groups. */
  groups: string[];
}

/** Every request that the bot made or received; `GET /api/traffic` reads it back. */
export interface TrafficEntry {
  seq: number;
  /** Real time, ms. */
  at: number;
  world:
    | 'slack'
    | 'github'
    | 'clock'
    | 'cluster'
    | 'prometheus'
    | 'services'
    | 'alertmanager'
    | 'grafana'
    | 'pagerduty';
  direction: 'from-bot' | 'to-bot';
  method: string;
  path: string;
  status: number;
  /** Slack method, webhook event or envelope type. */
  kind?: string;
  request?: unknown;
  response?: unknown;
}
export interface Traffic {
  record(entry: Omit<TrafficEntry, 'seq' | 'at'>): void;
  list(since?: number): TrafficEntry[];
  /** Calls by kind, as in `{"slack chat.update": 14}`. */
  counts(): Record<string, number>;
}

/** Answer of everything a person does. */
export interface Outcome {
  acked: boolean;
  /** `dispatch_failed` when the bot is down or did not acknowledge in three seconds. */
  error?: string;
  /** HTTP status for the control API when it is not 200: 404 nothing of that label, 409 two of that label. */
  status?: number;
  /** The view that the person has open now, if any. */
  view?: Record<string, unknown>;
  /** Field errors of a form, by input label. */
  errors?: Record<string, string>;
}

export type PressTarget = { channel: string; ts: string } | { view: string } | { home: true };
/** By visible label; `block` (a block_id) and `action` (an action_id) tell two of one label apart. */
export type PressControl = ({ button: string } | { control: string; value: unknown }) & {
  block?: string;
  action?: string;
};

export interface SandboxMessage {
  ts: string;
  thread_ts?: string;
  author: string;
  text: string;
  blocks: unknown[];
  ephemeral_to?: string;
  metadata?: unknown;
  edited?: boolean;
  /** Slack's file objects, each with its `content` as text. */
  files?: Record<string, unknown>[];
  reactions?: { name: string; count: number }[];
}

/** Slack, simulated: its own HTTP server with `/api/*`, and WebSockets for Socket Mode. */
export interface SlackSimulation {
  /** Such as `http://127.0.0.1:41001/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Whether it takes only so many calls a minute. */
  readonly limited: boolean;
  /** Where to deliver by HTTP instead of Socket Mode: the bot's `/slack/events`; null for Socket Mode. */
  deliverTo(target: string | Balanced | null): void;
  command(handle: string, input: { channel: string; text: string }): Promise<Outcome>;
  press(handle: string, target: PressTarget, control: PressControl): Promise<Outcome>;
  submit(handle: string, input: { view: string; values: Record<string, unknown> }): Promise<Outcome>;
  closeView(handle: string, view: string): Promise<Outcome>;
  openView(handle: string): Record<string, unknown> | null;
  options(handle: string, input: { view: string; label: string; query: string }): Promise<string[] | Outcome>;
  home(handle: string): Promise<Record<string, unknown> | null>;
  /** The Home tab that the bot published last for this person, without opening it; null when there is none. */
  publishedHome(handle: string): Record<string, unknown> | null;
  /** A person writes an ordinary message. */
  say(handle: string, input: { channel: string; text: string; thread_ts?: string }): { ts: string };
  messages(channel: string, as?: string): SandboxMessage[];
  /** What the page draws: channels, people, groups, slash commands with usage hints (from manifest.yml). */
  directory(): {
    channels: { id: string; name: string; topic: string }[];
    people: WorldPerson[];
    groups: { id: string; handle: string; name: string; users: string[] }[];
    commands: { command: string; description: string; usage_hint: string }[];
    bot: { id: string; name: string };
  };
  setGroupMembers(groupHandle: string, handles: string[]): void;
  /** Queues faults: the next `times` calls of `method` (`*` any) are answered so. `retryAfter` in seconds. */
  fault(fault: {
    method: string;
    times: number;
    kind: 'ratelimited' | 'http' | 'lost-answer' | 'hang' | 'error';
    retryAfter?: number;
    status?: number;
    error?: string;
  }): void;
  clearFaults(): void;
  /** Delivers the last command, press or submission again, as Slack's retries do. */
  redeliverLast(): Promise<Outcome>;
  /** True while at least one Socket Mode connection is open. */
  readonly connected: boolean;
  /** Called after any change that a page should draw. */
  onChange(listener: (what: string) => void): () => void;
  /** The document's coverage: every Web API method implemented. */
  readonly methods: readonly string[];
  close(): Promise<void>;
}

/** Where deliveries go when there are several bots: `next` says where the next one goes. */
export interface Balanced {
  readonly urls: readonly string[];
  next(): string;
}

/** A commit on `branch` (the default one, if none is given), or a tag. */
export interface PushRequest {
  repository: string;
  /** With `tag`: the branch at whose tip it is put. */
  branch?: string;
  tag?: string;
  /** Where the tag is put: a hash, a branch or a tag. */
  commit?: string;
  /** Of the commit, or of the tag, which without one is a lightweight tag. */
  message: string;
  /** GitHub's word for the commit's signature; the default is unsigned. */
  signature?: string;
  /** What the commit changes; without them something plausible. */
  files?: string[];
  /** Moves a tag that is there already. */
  force?: boolean;
}
/** `sha` is the commit's, `runs` are the ids of the runs that were started. */
export type PushOutcome = { ref: string; sha: string; runs: number[] } | { refused: string; message: string };

/** "Run workflow" on GitHub's page. `workflow` is a file name, `ref` a branch or tag; the default one if none is given. */
export interface DispatchRequest {
  repository: string;
  workflow: string;
  ref?: string;
  inputs?: Record<string, unknown>;
}
/** `options` are empty where anything may be typed. */
export interface WorkflowInputShown {
  name: string;
  description: string;
  required: boolean;
  default: string;
  options: string[];
}
/** `run` is the id of the run that was started. */
export type DispatchOutcome = { run: number } | { refused: string; message: string };

/** GitHub, simulated: its own HTTP server with the REST API at the root, and signed webhook deliveries. */
export interface GitHubSimulation {
  /** Such as `http://127.0.0.1:41002`. */
  readonly apiUrl: string;
  /** A token with every permission of the bot. */
  readonly token: string;
  readonly appId: number;
  /** The App's, for signing people in. */
  readonly clientId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Where webhooks go; null: nowhere. */
  deliverTo(target: string | Balanced | null): void;
  /** What the control API's `GET /api/world` shows of it. */
  world(): {
    running: Record<string, Record<string, { ref: string; sha: string }>>;
    runs: unknown[];
    /** Those that people can run by hand, with the inputs that they are asked for. */
    workflows: { file: string; name: string; inputs: WorkflowInputShown[] }[];
    deployments: unknown[];
    repositories: Record<
      string,
      { default_branch: string; branches: Record<string, string>; tags: Record<string, string> }
    >;
  };
  /** What each service runs in each environment: service → environment. */
  running(): Record<string, Record<string, { ref: string; sha: string }>>;
  /** The commit that a branch, a tag or a hash means; null when there is none. */
  commitOf(name: string): string | null;
  push(handle: string, asked: PushRequest): PushOutcome;
  dispatch(handle: string, asked: DispatchRequest): DispatchOutcome;
  /** From now on; null takes the protection away. Runs that wait already go on waiting. */
  protect(environment: string, protection: EnvironmentProtection | null): void;
  /** A reviewer decides about what waits, on GitHub. False when nothing of that run waits for them. */
  review(
    handle: string,
    input: { run: number; environment: string; approved: boolean; comment?: string | undefined },
  ): boolean;
  /** A person enters the code that a device shows, and lets the App act for them or not. False when no such code is open. */
  enterDeviceCode(handle: string, code: string, approved: boolean): boolean;
  /** GitHub has verified these addresses of a person in the organisation's domains, and no others; none at first. */
  verifyEmails(handle: string, addresses: string[]): void;
  /** A personal access token of a person. */
  tokenOf(handle: string): string;
  /** The next run of a job of that id or name fails, at `step` if given. @throws Error that says which jobs or steps there are. */
  failJob(input: { job: string; step?: string; times?: number }): void;
  /** Check runs of a commit (default: the tips of all branches and tags) become `conclusion`, or pending. */
  setChecks(input: {
    ref?: string;
    conclusion: 'success' | 'failure' | 'pending';
    name?: string;
    summary?: string;
  }): void;
  /** The newest run of a commit uploads files, by path, as an artifact. */
  upload(input: { ref: string; name: string; files: Record<string, string> }): void;
  /** Opens a pull request or takes the open one, has it reviewed, and merges it if wished. `sha`: its head, or the merge. */
  pullRequest(wish: PullRequestWish): { number: number; sha: string };
  /** Null takes the protection away. With `ruleset` by a ruleset of that name, else by the classic protection. */
  protectBranch(branch: string, rules: SeedProtection | null, ruleset?: string): void;
  /** Answers so until the given real time has passed, or for `times` requests. */
  fault(fault: {
    kind: 'http' | 'secondary-rate-limit' | 'primary-rate-limit' | 'lost-answer' | 'hang' | 'forbidden';
    /** Of `forbidden`: what whoever asks may not do, such as `administration`. */
    permission?: string;
    status?: number;
    /** Regular expression on `METHOD /path`. */
    match?: string;
    times?: number;
    /** Real milliseconds. */
    forMs?: number;
    retryAfter?: number;
  }): void;
  clearFaults(): void;
  /** Resolves when every webhook so far has been answered or given up. */
  told(): Promise<void>;
  /** `lose` drops every delivery, `triple` sends each three times, `shuffle` reverses batches, `normal` delivers. */
  webhooks(mode: 'normal' | 'lose' | 'triple' | 'shuffle'): void;
  setTeamMembers(team: string, logins: string[]): void;
  onChange(listener: (what: string) => void): () => void;
  /** Every route implemented, as `GET /repos/{owner}/{repo}/actions/runs`. */
  readonly routes: readonly string[];
  close(): Promise<void>;
}

/** Shared by the simulations when they are made. */
export interface WorldParts {
  clock: WorldClock;
  ids: WorldIds;
  seed: WorldSeed;
  people: WorldPerson[];
  traffic: Traffic;
}

/**
 * The settings that point the bot at this world; the only thing that the sandbox and the product share.
 * QUARTERDECK_CATALOG, QUARTERDECK_DATA, SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_MODE
 * (socket | http), GITHUB_API_URL, GITHUB_TOKEN (or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY), GITHUB_WEBHOOK_SECRET,
 * QUARTERDECK_CLOCK_URL, PORT (one port: /healthz /readyz /metrics /github/webhooks /slack/events), LOG_LEVEL.
 */
export type BotEnvironment = Record<string, string>;

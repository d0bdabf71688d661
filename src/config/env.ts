import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import { type InstrumentSettings, instrumentAddresses, instrumentSettings } from './instruments.ts';
import { type KubernetesSettings, kubernetesSettings } from './kubernetes.ts';
import { isLoopback } from './loopback.ts';
import { privateKeyFrom } from './private-key.ts';
import { expectationOf, expectations, variables } from './variables.ts';

/** Everything that the process is told from outside. Tokens, secrets and keys are never logged or repeated. */
export interface Settings {
  slack: SlackSettings;
  github: GitHubSettings;
  instruments: InstrumentSettings;
  /** Null: nothing is known of any cluster. */
  kubernetes: KubernetesSettings | null;
  /** Null: the process starts its own Postgres in `data`. */
  databaseUrl: string | null;
  /** Absolute paths. */
  catalog: string;
  data: string;
  /** This process among those that share the database: the same again after a restart, and no two at once. */
  replica: string;
  /** Null: the system's clock. */
  clockUrl: string | null;
  /** Where a simulation answers health checks of every address; null: they go where they lead. */
  servicesUrl: string | null;
  /** Encrypts what is kept of people's GitHub tokens; null: none is kept. */
  secretKey: Buffer | null;
  host: string;
  port: number;
  logLevel: z.output<typeof variables>['LOG_LEVEL'];
}

/** `apiUrl` is null for Slack itself. */
export type SlackSettings =
  // `pace`: how many times as many calls as Slack promises are made; more than 1 in simulations alone.
  | { mode: 'socket'; botToken: string; appToken: string; apiUrl: string | null; pace: number }
  | { mode: 'http'; botToken: string; signingSecret: string; apiUrl: string | null; pace: number };

export interface GitHubSettings {
  auth: { kind: 'token'; token: string } | { kind: 'app'; appId: string; privateKey: string };
  apiUrl: string;
  /** The App with which people sign in to show their account; null: they cannot. */
  login: { clientId: string; clientSecret: string | null } | null;
  /** Null: no webhook is accepted, and runs are followed by polling alone. */
  webhookSecret: string | null;
}

export type ReadSettings = { ok: true; settings: Settings } | { ok: false; problems: string[] };

const offer =
  'To look around without any of these, start the simulated world: npm run sandbox. To set them up, see docs/getting-started.md.';

/**
 * Reads the environment. Every problem is told at once, in sentences that name the variable and never a secret's value; the last
 * sentence says how to do without. An empty value counts as none.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  machine: { host: string; folder: string; readFile: (file: string) => string } = thisMachine(),
): ReadSettings {
  const present = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = variables.safeParse(Object.fromEntries(present.map(([key, value]) => [key, value?.trim()])));
  const problems: string[] = [];
  if (!parsed.success) {
    const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    problems.push(...[...wrong].map((variable) => `${variable} is not as expected: ${expectationOf(variable)}.`));
    return { ok: false, problems: [...problems, offer] };
  }
  const seen = parsed.data;
  const slack = slackSettings(seen, problems);
  const github = gitHubSettings(seen, machine.readFile, problems);
  const instruments = instrumentSettings(seen, problems);
  const kubernetes = kubernetesSettings(seen, machine, problems);
  checkClock(seen, instruments, kubernetes, problems);
  if (!slack || !github || problems.length > 0) return { ok: false, problems: [...problems, offer] };
  const data = path.resolve(machine.folder, seen.QUARTERDECK_DATA);
  return {
    ok: true,
    settings: {
      slack,
      github,
      instruments,
      kubernetes,
      databaseUrl: seen.DATABASE_URL ?? null,
      catalog: path.resolve(machine.folder, seen.QUARTERDECK_CATALOG),
      data,
      replica: seen.QUARTERDECK_REPLICA ?? replicaName(machine.host, data),
      clockUrl: seen.QUARTERDECK_CLOCK_URL ?? null,
      servicesUrl: seen.QUARTERDECK_SERVICES_URL ?? null,
      secretKey: seen.QUARTERDECK_SECRET_KEY ?? null,
      host: seen.HOST,
      port: seen.PORT,
      logLevel: seen.LOG_LEVEL,
    },
  };
}

/** The settings of this process. */
export function readProcessSettings(): ReadSettings {
  return readSettings(process.env);
}

type Seen = z.output<typeof variables>;

function slackSettings(seen: Seen, problems: string[]): SlackSettings | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = seen;
  const apiUrl = seen.SLACK_API_URL ?? null;
  const pace = seen.SLACK_PACE ?? 1;
  if (!botToken) problems.push(`SLACK_BOT_TOKEN is missing: ${expectations.SLACK_BOT_TOKEN}.`);
  if (seen.SLACK_MODE === 'socket') {
    if (!appToken) {
      problems.push(
        `SLACK_APP_TOKEN is missing: ${expectations.SLACK_APP_TOKEN}. It is needed for Socket Mode; with SLACK_MODE=http SLACK_SIGNING_SECRET takes its place.`,
      );
    }
    return botToken && appToken ? { mode: 'socket', botToken, appToken, apiUrl, pace } : null;
  }
  if (!signingSecret) {
    problems.push(`SLACK_SIGNING_SECRET is missing: ${expectations.SLACK_SIGNING_SECRET}. SLACK_MODE=http needs it.`);
  }
  return botToken && signingSecret ? { mode: 'http', botToken, signingSecret, apiUrl, pace } : null;
}

function gitHubSettings(seen: Seen, readFile: (file: string) => string, problems: string[]): GitHubSettings | null {
  const { GITHUB_TOKEN: token, GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: key } = seen;
  const clientId = seen.GITHUB_CLIENT_ID;
  const rest = {
    apiUrl: seen.GITHUB_API_URL,
    webhookSecret: seen.GITHUB_WEBHOOK_SECRET ?? null,
    login: clientId === undefined ? null : { clientId, clientSecret: seen.GITHUB_CLIENT_SECRET ?? null },
  };
  if (appId !== undefined || key !== undefined) {
    if (token !== undefined) {
      problems.push(
        'GITHUB_TOKEN is set beside GITHUB_APP_ID or GITHUB_APP_PRIVATE_KEY: set the token or the App, not both.',
      );
      return null;
    }
    if (appId === undefined) problems.push(`GITHUB_APP_ID is missing: ${expectations.GITHUB_APP_ID}.`);
    const privateKey = key === undefined ? null : privateKeyFrom(key, readFile);
    if (privateKey === null) {
      const how = key === undefined ? 'missing' : 'no private key';
      problems.push(`GITHUB_APP_PRIVATE_KEY is ${how}: ${expectations.GITHUB_APP_PRIVATE_KEY}.`);
    }
    return appId !== undefined && privateKey !== null ? { auth: { kind: 'app', appId, privateKey }, ...rest } : null;
  }
  if (token === undefined) {
    problems.push(
      'GitHub credentials are missing: set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY (a GitHub App, recommended), or GITHUB_TOKEN.',
    );
    return null;
  }
  return { auth: { kind: 'token', token }, ...rest };
}

/** A simulated clock lets time be set at will; next to real Slack, GitHub or data that would be a way around every rule. */
function checkClock(
  seen: Seen,
  instruments: InstrumentSettings,
  kubernetes: KubernetesSettings | null,
  problems: string[],
): void {
  if (seen.QUARTERDECK_CLOCK_URL === undefined) {
    for (const variable of ['QUARTERDECK_SERVICES_URL', 'SLACK_PACE'] as const) {
      if (seen[variable] !== undefined)
        problems.push(
          `${variable} is for simulations, which have a clock of their own at QUARTERDECK_CLOCK_URL. Unset ${variable}.`,
        );
    }
    return;
  }
  const addresses = {
    QUARTERDECK_CLOCK_URL: seen.QUARTERDECK_CLOCK_URL,
    SLACK_API_URL: seen.SLACK_API_URL ?? 'https://slack.com/api/',
    GITHUB_API_URL: seen.GITHUB_API_URL,
    ...instrumentAddresses(instruments),
    ...(seen.QUARTERDECK_SERVICES_URL === undefined ? {} : { QUARTERDECK_SERVICES_URL: seen.QUARTERDECK_SERVICES_URL }),
    ...Object.fromEntries(
      (kubernetes?.servers ?? [])
        .filter(({ address }) => !isLoopback(address))
        .map(({ variable, address }) => [variable, address]),
    ),
    ...(seen.DATABASE_URL === undefined ? {} : { DATABASE_URL: seen.DATABASE_URL }),
  };
  for (const [variable, address] of Object.entries(addresses)) {
    if (!isLoopback(address)) {
      problems.push(
        `QUARTERDECK_CLOCK_URL is for simulations, where every address is on this machine, but ${variable} leads elsewhere. Unset QUARTERDECK_CLOCK_URL.`,
      );
    }
  }
}

/**
 * The machine's name and the data folder together: a restart gets the same, two machines or two folders differ. (Two processes
 * that still get the same name are told apart when they start: one holds it, the other is refused.)
 */
function replicaName(host: string, data: string): string {
  const plain =
    host
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .slice(0, 40) || 'replica';
  return `${plain}-${createHash('sha256').update(data).digest('hex').slice(0, 8)}`;
}

function thisMachine() {
  return { host: hostname(), folder: process.cwd(), readFile: (file: string) => readFileSync(file, 'utf8') };
}

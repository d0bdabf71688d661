import { z } from 'zod';

function httpAddress() {
  return z.url({ protocol: /^https?$/ });
}

/** The environment variables, each alone; `env.ts` says which belong together. Unknown variables are other programs'. */
export const variables = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xox[a-z]-\S+$/)
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-\S+$/)
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(8).optional(),
  SLACK_MODE: z.enum(['socket', 'http']).default('socket'),
  SLACK_API_URL: httpAddress().transform(withSlash).optional(),
  SLACK_PACE: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number)
    .optional(),
  GITHUB_TOKEN: z.string().regex(/^\S+$/).optional(),
  GITHUB_APP_ID: z
    .string()
    .regex(/^[A-Za-z0-9.]+$/)
    .optional(),
  GITHUB_APP_PRIVATE_KEY: z.string().optional(),
  GITHUB_CLIENT_ID: z
    .string()
    .regex(/^[A-Za-z0-9._-]+$/)
    .optional(),
  GITHUB_CLIENT_SECRET: z.string().regex(/^\S+$/).optional(),
  GITHUB_API_URL: httpAddress().transform(withoutSlash).default('https://api.github.com'),
  GITHUB_WEBHOOK_SECRET: z.string().min(8).optional(),
  PROMETHEUS_URL: httpAddress().transform(withoutSlash).optional(),
  PROMETHEUS_TOKEN: z.string().regex(/^\S+$/).optional(),
  PROMETHEUS_USER: z
    .string()
    .regex(/^[^:]+$/)
    .optional(),
  PROMETHEUS_PASSWORD: z.string().optional(),
  ALERTMANAGER_URL: httpAddress().transform(withoutSlash).optional(),
  ALERTMANAGER_TOKEN: z.string().regex(/^\S+$/).optional(),
  ALERTMANAGER_USER: z
    .string()
    .regex(/^[^:]+$/)
    .optional(),
  ALERTMANAGER_PASSWORD: z.string().optional(),
  GRAFANA_URL: httpAddress().transform(withoutSlash).optional(),
  GRAFANA_TOKEN: z.string().regex(/^\S+$/).optional(),
  PAGERDUTY_ROUTING_KEY: z
    .string()
    .regex(/^[A-Za-z0-9]{32}$/)
    .optional(),
  PAGERDUTY_URL: httpAddress().transform(withoutSlash).optional(),
  KUBECONFIG: z.string().optional(),
  QUARTERDECK_KUBECONFIG: z.string().optional(),
  QUARTERDECK_IN_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@:/-]*$/)
    .optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  QUARTERDECK_CATALOG: z.string().default('quarterdeck.yml'),
  QUARTERDECK_DATA: z.string().default('data'),
  QUARTERDECK_REPLICA: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
    .optional(),
  QUARTERDECK_SECRET_KEY: z
    .string()
    .refine((text) => secretKeyFrom(text) !== null)
    .transform(secretKeyFrom)
    .optional(),
  QUARTERDECK_CLOCK_URL: httpAddress().transform(withoutSlash).optional(),
  QUARTERDECK_SERVICES_URL: httpAddress().transform(withoutSlash).optional(),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/)
    .default('0.0.0.0'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65_535))
    .default(3000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** What each variable should be; completes "… is not as expected: it is". */
export const expectations = {
  SLACK_BOT_TOKEN: "the app's bot token, which begins with xoxb- (Slack app settings, OAuth & Permissions)",
  SLACK_APP_TOKEN:
    'an app-level token with connections:write, which begins with xapp- (Slack app settings, Basic Information)',
  SLACK_SIGNING_SECRET: 'the signing secret of the Slack app (Slack app settings, Basic Information)',
  SLACK_MODE: 'socket (the default) or http',
  SLACK_API_URL: 'an address that begins with https:// or http://; leave it out for Slack itself',
  SLACK_PACE: 'a whole number from 1 for a simulation; leave it out',
  GITHUB_TOKEN: 'a GitHub token without white space',
  GITHUB_APP_ID: 'the App ID or Client ID of the GitHub App',
  GITHUB_APP_PRIVATE_KEY: "the GitHub App's private key: PEM text, PEM in base64, or the path of the .pem file",
  GITHUB_CLIENT_ID: 'the Client ID of the GitHub App',
  GITHUB_CLIENT_SECRET: 'a client secret of the GitHub App',
  GITHUB_API_URL: 'an address that begins with https:// or http://, as in https://github.example.com/api/v3',
  GITHUB_WEBHOOK_SECRET: "the webhook's secret, at least 8 characters",
  PROMETHEUS_URL: 'an address that begins with https:// or http://, as in https://prometheus.example.com',
  PROMETHEUS_TOKEN: 'a bearer token without white space',
  PROMETHEUS_USER: 'a user name without a colon',
  ALERTMANAGER_URL: 'an address that begins with https:// or http://, as in https://alertmanager.example.com',
  ALERTMANAGER_TOKEN: 'a bearer token without white space',
  ALERTMANAGER_USER: 'a user name without a colon',
  GRAFANA_URL: 'an address that begins with https:// or http://, as in https://grafana.example.com',
  GRAFANA_TOKEN: "a service account's token, which may create, read and write annotations",
  PAGERDUTY_ROUTING_KEY: 'the integration key of a service in PagerDuty (Events API v2), 32 letters and digits',
  PAGERDUTY_URL: 'an address that begins with https:// or http://, as in https://events.eu.pagerduty.com',
  QUARTERDECK_IN_CLUSTER: 'a name for the cluster that this process runs in, as in in-cluster',
  DATABASE_URL: 'an address that begins with postgres:// or postgresql://',
  QUARTERDECK_REPLICA: 'a name of letters, digits, dots, hyphens and underscores (at most 63)',
  QUARTERDECK_SECRET_KEY: '32 random bytes in base64, as from: openssl rand -base64 32',
  QUARTERDECK_CLOCK_URL: 'an address of a simulation; leave it out',
  QUARTERDECK_SERVICES_URL: 'an address of a simulation; leave it out',
  HOST: 'the address to listen on, as in 0.0.0.0 or 127.0.0.1',
  PORT: 'a port number from 0 to 65535',
  LOG_LEVEL: 'trace, debug, info, warn, error, fatal or silent',
} satisfies Partial<Record<keyof typeof variables.shape, string>>;

export function expectationOf(variable: string): string {
  return new Map(Object.entries(expectations)).get(variable) ?? 'a text';
}

/** 32 bytes in base64; null for anything else. */
function secretKeyFrom(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  return key.length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(text) ? key : null;
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}

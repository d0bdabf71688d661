import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/env.ts';
import { variables } from '../../src/config/variables.ts';

const machine = {
  host: 'deck-1.example.internal',
  folder: '/srv/deck',
  readFile: (file: string): string => {
    throw new Error(`no file ${file}`);
  },
};
const enough = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', GITHUB_TOKEN: 'ghp_1' };
const simulation = {
  ...enough,
  QUARTERDECK_CLOCK_URL: 'http://127.0.0.1:8080/clock',
  SLACK_API_URL: 'http://127.0.0.1:4001/api/',
  GITHUB_API_URL: 'http://localhost:4002',
};
const { privateKey: pem } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

type Variables = Record<string, string | undefined>;

function settingsOf(variables: Variables, on = machine) {
  const read = readSettings(variables, on);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.settings;
}

function problemsOf(variables: Variables): string[] {
  const read = readSettings(variables, machine);
  return read.ok ? [] : read.problems;
}

test('the least that is needed, with all defaults', () => {
  expect(settingsOf(enough)).toEqual({
    slack: { mode: 'socket', botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: null, pace: 1 },
    github: {
      auth: { kind: 'token', token: 'ghp_1' },
      apiUrl: 'https://api.github.com',
      webhookSecret: null,
      login: null,
    },
    instruments: { prometheus: null, alertmanager: null, grafana: null, pagerDuty: null },
    kubernetes: null,
    databaseUrl: null,
    catalog: '/srv/deck/quarterdeck.yml',
    data: '/srv/deck/data',
    replica: expect.stringMatching(/^deck-1-example-internal-[0-9a-f]{8}$/),
    clockUrl: null,
    servicesUrl: null,
    secretKey: null,
    host: '0.0.0.0',
    port: 3000,
    logLevel: 'info',
  });
});

test('HTTP mode takes the signing secret instead of the app token', () => {
  const settings = settingsOf({
    ...enough,
    SLACK_APP_TOKEN: '',
    SLACK_MODE: 'http',
    SLACK_SIGNING_SECRET: 'shhhhhhhh',
  });
  expect(settings.slack).toEqual({
    mode: 'http',
    botToken: 'xoxb-1',
    signingSecret: 'shhhhhhhh',
    apiUrl: null,
    pace: 1,
  });
});

test('addresses get the form that their clients want', () => {
  const settings = settingsOf({
    ...simulation,
    SLACK_API_URL: 'http://127.0.0.1:1/api',
    GITHUB_API_URL: 'http://[::1]:2/',
  });
  expect(settings.slack.apiUrl).toBe('http://127.0.0.1:1/api/');
  expect(settings.github.apiUrl).toBe('http://[::1]:2');
});

describe('what is missing', () => {
  test('everything at once, and how to do without', () => {
    const problems = problemsOf({});
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'GitHub',
      'To',
    ]);
    expect(problems.at(-1)).toContain('npm run sandbox');
  });

  test.each([
    ['an empty value is none', { ...enough, SLACK_BOT_TOKEN: '' }, 'SLACK_BOT_TOKEN is missing'],
    ['blanks are none', { ...enough, GITHUB_TOKEN: '  ' }, 'GitHub credentials are missing'],
    ['HTTP mode without signing secret', { ...enough, SLACK_MODE: 'http' }, 'SLACK_SIGNING_SECRET is missing'],
    ['an App without key', { ...enough, GITHUB_TOKEN: '', GITHUB_APP_ID: '7' }, 'GITHUB_APP_PRIVATE_KEY is missing'],
    ['a key without App', { ...enough, GITHUB_TOKEN: '', GITHUB_APP_PRIVATE_KEY: pem }, 'GITHUB_APP_ID is missing'],
    ['token and App', { ...enough, GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: pem }, 'not both'],
    [
      'a mode that is none',
      { ...enough, SLACK_MODE: 'carrier-pigeon' },
      'SLACK_MODE is not as expected: socket (the default) or http',
    ],
    ['a port that is none', { ...enough, PORT: '70000' }, 'PORT is not as expected'],
    ['a port with letters', { ...enough, PORT: '3000a' }, 'PORT is not as expected'],
    [
      'an address that is none',
      { ...enough, GITHUB_API_URL: 'github.example.com' },
      'GITHUB_API_URL is not as expected',
    ],
    ['a database that is none', { ...enough, DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL is not as expected'],
    [
      'a replica name with blanks',
      { ...enough, QUARTERDECK_REPLICA: 'my replica' },
      'QUARTERDECK_REPLICA is not as expected',
    ],
    [
      'a secret key that is too short',
      { ...enough, QUARTERDECK_SECRET_KEY: 'c2hvcnQ=' },
      'QUARTERDECK_SECRET_KEY is not',
    ],
    ['a level that is none', { ...enough, LOG_LEVEL: 'chatty' }, 'LOG_LEVEL is not as expected'],
  ])('%s', (_, variables, problem) => {
    expect(problemsOf(variables).join('\n')).toContain(problem);
  });

  test('a secret of the wrong form is not repeated', () => {
    const wrong = {
      SLACK_BOT_TOKEN: 'geheim-one',
      SLACK_APP_TOKEN: 'geheim-two',
      SLACK_SIGNING_SECRET: 'geheim',
      GITHUB_TOKEN: 'geheim three',
      GITHUB_WEBHOOK_SECRET: 'geheim',
      GITHUB_CLIENT_SECRET: 'geheim four',
      QUARTERDECK_SECRET_KEY: 'geheim',
      DATABASE_URL: 'geheim://user:geheim@host/x',
    };
    const problems = problemsOf(wrong);
    expect(problems.length).toBe(Object.keys(wrong).length + 1);
    expect(problems.join('\n')).not.toContain('geheim');
    expect(
      problemsOf({ ...enough, GITHUB_TOKEN: '', GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: 'geheim' }).join('\n'),
    ).not.toContain('geheim');
  });
});

test('signing in to GitHub: the App, and a key for what is kept', () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  const settings = settingsOf({ ...enough, GITHUB_CLIENT_ID: 'Iv1.8a61', QUARTERDECK_SECRET_KEY: key });
  expect(settings.github.login).toEqual({ clientId: 'Iv1.8a61', clientSecret: null });
  expect(settings.secretKey).toEqual(Buffer.alloc(32, 7));
});

describe('the private key of the GitHub App', () => {
  const app = { ...enough, GITHUB_TOKEN: undefined, GITHUB_APP_ID: '7' };
  test.each([
    ['as PEM', pem],
    ['as PEM with \\n', pem.replaceAll('\n', '\\n')],
    ['as PEM in base64', Buffer.from(pem).toString('base64')],
    ['as a file', '/run/secrets/key.pem'],
  ])('%s', (_, value) => {
    const withFile = { ...machine, readFile: (file: string) => (file === '/run/secrets/key.pem' ? pem : '') };
    expect(settingsOf({ ...app, GITHUB_APP_PRIVATE_KEY: value }, withFile).github.auth).toEqual({
      kind: 'app',
      appId: '7',
      privateKey: pem,
    });
  });
});

test('more calls than Slack promises to take are made of a simulation alone', () => {
  expect(settingsOf(simulation).slack.pace).toBe(1);
  expect(settingsOf({ ...simulation, SLACK_PACE: '1000' }).slack.pace).toBe(1000);
  expect(problemsOf({ ...simulation, SLACK_PACE: '2', QUARTERDECK_CLOCK_URL: undefined }).join(' ')).toContain(
    'Unset SLACK_PACE',
  );
});

test('a place where services are simulated goes with a simulated clock alone', () => {
  const there = { QUARTERDECK_SERVICES_URL: 'http://127.0.0.1:9000/' };
  expect(settingsOf({ ...simulation, ...there }).servicesUrl).toBe('http://127.0.0.1:9000');
  expect(problemsOf({ ...simulation, ...there, QUARTERDECK_CLOCK_URL: undefined }).join(' ')).toContain(
    'Unset QUARTERDECK_SERVICES_URL',
  );
});

describe('the simulated clock', () => {
  test('is taken where every address is on this machine', () => {
    expect(settingsOf(simulation).clockUrl).toBe('http://127.0.0.1:8080/clock');
    for (const database of [
      'postgres://u:p@127.0.0.1:5432/x',
      'postgresql:///x?host=/run/postgresql',
      'postgres://localhost/x',
    ]) {
      expect(settingsOf({ ...simulation, DATABASE_URL: database }).databaseUrl).toBe(database);
    }
  });

  test.each([
    ['itself elsewhere', { QUARTERDECK_CLOCK_URL: 'http://clock.example.com' }, 'QUARTERDECK_CLOCK_URL leads'],
    ['the real Slack', { SLACK_API_URL: undefined }, 'SLACK_API_URL leads'],
    ['the real GitHub', { GITHUB_API_URL: undefined }, 'GITHUB_API_URL leads'],
    ['another Slack', { SLACK_API_URL: 'https://slack.example.com/api/' }, 'SLACK_API_URL leads'],
    ['a name that only looks local', { SLACK_API_URL: 'http://127.0.0.1.example.com/' }, 'SLACK_API_URL leads'],
    ['another name that does', { GITHUB_API_URL: 'http://localhost.example.com' }, 'GITHUB_API_URL leads'],
    ['an address with a local user name', { GITHUB_API_URL: 'http://127.0.0.1@example.com/' }, 'GITHUB_API_URL leads'],
    ['every address of the machine', { SLACK_API_URL: 'http://0.0.0.0:1/' }, 'SLACK_API_URL leads'],
    ['another Prometheus', { PROMETHEUS_URL: 'https://prometheus.example.com' }, 'PROMETHEUS_URL leads'],
    ['another Alertmanager', { ALERTMANAGER_URL: 'https://alerts.example.com' }, 'ALERTMANAGER_URL leads'],
    ['another Grafana', { GRAFANA_URL: 'https://grafana.example.com', GRAFANA_TOKEN: 'x' }, 'GRAFANA_URL leads'],
    ['the real PagerDuty', { PAGERDUTY_ROUTING_KEY: '0'.repeat(32) }, 'PAGERDUTY_URL leads'],
    ['services elsewhere', { QUARTERDECK_SERVICES_URL: 'https://example.com' }, 'QUARTERDECK_SERVICES_URL leads'],
    ['another database', { DATABASE_URL: 'postgres://db.example.com/x' }, 'DATABASE_URL leads'],
    [
      'another database in the query',
      { DATABASE_URL: 'postgres://localhost/x?host=db.example.com' },
      'DATABASE_URL leads',
    ],
    [
      'one of two databases',
      { DATABASE_URL: 'postgres://localhost/x?host=127.0.0.1,db.example.com' },
      'DATABASE_URL leads',
    ],
  ])('is refused beside %s', (_, changes, problem) => {
    expect(problemsOf({ ...simulation, ...changes }).join('\n')).toContain(problem);
  });
});

describe('the name of the replica', () => {
  const named = (host: string, data?: string) =>
    settingsOf({ ...enough, QUARTERDECK_DATA: data }, { ...machine, host }).replica;

  test('is the same after a restart, and differs by machine and by data folder', () => {
    expect(named('a')).toBe(named('a'));
    expect(new Set([named('a'), named('b'), named('a', 'other'), named('b', 'other')]).size).toBe(4);
    expect(named('a', './data')).toBe(named('a', '/srv/deck/data'));
  });

  test('can be given, and is plain whatever the machine is called', () => {
    expect(settingsOf({ ...enough, QUARTERDECK_REPLICA: 'deck-7' }).replica).toBe('deck-7');
    expect(named('Überraschung & Söhne'.repeat(9))).toMatch(/^[a-z0-9-]{1,49}$/);
    expect(named('')).toMatch(/^replica-[0-9a-f]{8}$/);
  });
});

test('Prometheus is asked with a token, with a user, or as it is', () => {
  const url = 'https://prometheus.example.com/';
  const of = (more: Record<string, string>) => settingsOf({ ...enough, ...more }).instruments.prometheus;
  expect(of({ PROMETHEUS_URL: url })).toEqual({ url: 'https://prometheus.example.com', credentials: null });
  expect(of({ PROMETHEUS_URL: url, PROMETHEUS_TOKEN: 'abc' })?.credentials).toEqual({ kind: 'bearer', token: 'abc' });
  expect(of({ PROMETHEUS_URL: url, PROMETHEUS_USER: 'bot', PROMETHEUS_PASSWORD: 'x y' })?.credentials).toEqual({
    kind: 'basic',
    user: 'bot',
    password: 'x y',
  });
  for (const [wrong, words] of [
    [{ PROMETHEUS_TOKEN: 'abc' }, 'PROMETHEUS_URL is missing'],
    [{ PROMETHEUS_URL: url, PROMETHEUS_USER: 'bot' }, 'belong together'],
    [{ PROMETHEUS_URL: url, PROMETHEUS_TOKEN: 'abc', PROMETHEUS_USER: 'bot', PROMETHEUS_PASSWORD: 'x' }, 'not both'],
  ] as const) {
    const read = readSettings({ ...enough, ...wrong });
    expect(read.ok ? '' : read.problems.join(' ')).toContain(words);
  }
});

test('who is told of a deployment: each alone, with what lets us in', () => {
  const key = '0123456789abcdef0123456789ABCDEF';
  const of = (more: Record<string, string>) => settingsOf({ ...enough, ...more }).instruments;
  expect(
    of({
      ALERTMANAGER_URL: 'https://alerts.example.com/',
      ALERTMANAGER_TOKEN: 'abc',
      GRAFANA_URL: 'https://grafana.example.com/sub/',
      GRAFANA_TOKEN: 'glsa_1',
      PAGERDUTY_ROUTING_KEY: key,
    }),
  ).toEqual({
    prometheus: null,
    alertmanager: { url: 'https://alerts.example.com', credentials: { kind: 'bearer', token: 'abc' } },
    grafana: { url: 'https://grafana.example.com/sub', token: 'glsa_1' },
    pagerDuty: { url: 'https://events.pagerduty.com', routingKey: key },
  });
  expect(of({ PAGERDUTY_ROUTING_KEY: key, PAGERDUTY_URL: 'https://events.eu.pagerduty.com' }).pagerDuty?.url).toBe(
    'https://events.eu.pagerduty.com',
  );
  for (const [wrong, words] of [
    [{ ALERTMANAGER_USER: 'bot', ALERTMANAGER_PASSWORD: 'x' }, 'ALERTMANAGER_URL is missing'],
    [{ GRAFANA_URL: 'https://grafana.example.com' }, 'GRAFANA_TOKEN is missing'],
    [{ GRAFANA_TOKEN: 'glsa_1' }, 'GRAFANA_URL is missing'],
    [{ PAGERDUTY_URL: 'https://events.pagerduty.com' }, 'PAGERDUTY_ROUTING_KEY is missing'],
    [{ PAGERDUTY_ROUTING_KEY: 'geheim' }, 'PAGERDUTY_ROUTING_KEY is not as expected'],
  ] as const) {
    const problems = problemsOf({ ...enough, ...wrong }).join(' ');
    expect(problems).toContain(words);
    expect(problems).not.toContain('geheim');
  }
});

test('docs/configuration.md has every variable, and none that is not read', async () => {
  const text = await readFile(path.join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)].flatMap(
    ([, cell = '']) => cell.match(/[A-Z_]+/g) ?? [],
  );
  expect(rows.sort()).toEqual(Object.keys(variables.shape).sort());
});

describe('clusters', () => {
  const file = (server: string, ...contexts: string[]) =>
    JSON.stringify({ clusters: [{ name: 'c', cluster: { server } }], contexts: contexts.map((name) => ({ name })) });
  const files: Record<string, string> = {
    '/srv/deck/a.yml': file('https://a.example.com', 'production', 'staging'),
    '/etc/b.yml': file('https://127.0.0.1:6443', 'staging', 'sandbox'),
    '/etc/broken.yml': 'users: [{user: {token: hush}}',
  };
  const on = { ...machine, readFile: (name: string) => files[name] ?? machine.readFile(name) };
  const problems = (more: Variables) => {
    const read = readSettings({ ...enough, ...more }, on);
    return read.ok ? [] : read.problems;
  };

  test('are the contexts of the kubeconfigs, and the one that the process runs in', () => {
    const { kubernetes } = settingsOf(
      {
        ...enough,
        KUBECONFIG: 'other.yml',
        QUARTERDECK_KUBECONFIG: 'a.yml:/etc/b.yml',
        QUARTERDECK_IN_CLUSTER: 'here',
      },
      on,
    );
    expect(kubernetes).toMatchObject({
      files: ['/srv/deck/a.yml', '/etc/b.yml'],
      inCluster: 'here',
      names: ['here', 'production', 'staging', 'sandbox'],
    });
    expect(settingsOf({ ...enough, KUBECONFIG: '/etc/b.yml' }, on).kubernetes?.names).toEqual(['staging', 'sandbox']);
  });

  test.each(['/etc/missing.yml', '/etc/broken.yml'])(
    '%s is told by its name, and nothing of it is repeated',
    (name) => {
      const [problem = ''] = problems({ KUBECONFIG: name });
      expect(problem).toContain(`KUBECONFIG is not as expected: ${name}`);
      expect(problem).not.toContain('hush');
    },
  );

  test('of a simulation are on this machine', () => {
    const simulated = { ...simulation, QUARTERDECK_KUBECONFIG: '/etc/b.yml' };
    expect(problems(simulated)).toEqual([]);
    expect(problems({ ...simulated, QUARTERDECK_KUBECONFIG: '/etc/b.yml:a.yml' })[0]).toContain(
      'QUARTERDECK_KUBECONFIG leads elsewhere',
    );
    expect(problems({ ...simulated, QUARTERDECK_IN_CLUSTER: 'here' })[0]).toContain('QUARTERDECK_IN_CLUSTER leads');
  });
});

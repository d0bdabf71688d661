import type { Catalog, Environment, Pipeline } from '../model/catalog.ts';

/** What a catalog can ask for beside GitHub and Slack, each set up by a variable. */
export const instruments = ['metrics', 'silences', 'annotations', 'pages'] as const;
export type Instrument = (typeof instruments)[number];

/** Which environments ask for what, as in `trading-engine production`; empty where none does. */
export type InstrumentNeeds = Record<Instrument, string[]>;

export function instrumentNeeds(catalog: Catalog): InstrumentNeeds {
  const all = catalog.pipelines.flatMap((pipeline) =>
    pipeline.environments.map((environment) => ({ pipeline, environment })),
  );
  const of = (asks: (environment: Environment) => boolean) =>
    all.filter(({ environment }) => asks(environment)).map(({ pipeline, environment }) => name(pipeline, environment));
  return {
    metrics: of(measured),
    silences: of(({ around }) => (around?.silence ?? null) !== null),
    annotations: of(({ around }) => (around?.annotation ?? null) !== null),
    pages: of(({ around }) => (around?.page ?? null) !== null),
  };
}

/** Whether anything there is judged by metrics. */
function measured({ delivery, watch }: Environment): boolean {
  return (delivery?.analysis?.rules.length ?? 0) > 0 || (watch?.analysis.rules.length ?? 0) > 0;
}

function name(pipeline: Pipeline, environment: Environment): string {
  return `${pipeline.name} ${environment.name}`;
}

/** What has to be set, and what happens as long as it is not. */
export const instrumentWords: Record<Instrument, { name: string; variables: string; without: string }> = {
  metrics: {
    name: 'Prometheus',
    variables: 'PROMETHEUS_URL',
    without: 'Nothing can be measured: people are asked instead.',
  },
  silences: {
    name: 'Alertmanager',
    variables: 'ALERTMANAGER_URL',
    without: 'Alerts are not kept quiet while something is deployed.',
  },
  annotations: {
    name: 'Grafana',
    variables: 'GRAFANA_URL and GRAFANA_TOKEN',
    without: 'Deployments do not show on its dashboards.',
  },
  pages: { name: 'PagerDuty', variables: 'PAGERDUTY_ROUTING_KEY', without: 'Nobody is called.' },
};

/** The variables that a catalog wants set, one sentence each. */
export function wantedVariables(catalog: Catalog): string[] {
  const needs = instrumentNeeds(catalog);
  return instruments
    .filter((instrument) => needs[instrument].length > 0)
    .map((instrument) => {
      const { name: what, variables, without } = instrumentWords[instrument];
      return `${needs[instrument].join(', ')} want${needs[instrument].length === 1 ? 's' : ''} ${what}: the process needs ${variables}. ${without.replace(/^./, 'Without: $&')}`;
    });
}

/** What the catalog asks for and nobody has set up, in sentences. */
export function missingInstruments(catalog: Catalog, there: (instrument: Instrument) => boolean): string[] {
  const needs = instrumentNeeds(catalog);
  return instruments
    .filter((instrument) => needs[instrument].length > 0 && !there(instrument))
    .map((instrument) => {
      const { name: what, variables, without } = instrumentWords[instrument];
      return `${what} is not set up, and ${needs[instrument].join(', ')} want${needs[instrument].length === 1 ? 's' : ''} it: set ${variables}. ${without}`;
    });
}

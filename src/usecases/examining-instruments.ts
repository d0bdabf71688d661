import type { Catalog, Environment, Pipeline } from '../model/catalog.ts';
import type { MetricSource } from '../model/delivery.ts';
import { ofOutside } from '../model/fault.ts';
import type { Finding } from '../model/notice.ts';
import type { QueryAbout } from '../model/query-template.ts';
import { standsFor } from '../model/query-template.ts';
import { type Instrument, instrumentNeeds, instruments, instrumentWords } from '../policy/instrument-needs.ts';
import type { Annotations } from '../ports/annotations.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Pages } from '../ports/pages.ts';
import type { Silences } from '../ports/silences.ts';

/** Each null where the settings name none. */
export interface Instruments {
  metrics: Metrics | null;
  silences: Silences | null;
  annotations: Annotations | null;
  pages: Pages | null;
  clock: Clock;
}

/** Nothing has this mark: what is looked for by it is not there, and what is ended by it was not. */
const mark = 'doctor';

/** Looks at each of them, without leaving anything there, and at every question that the catalog asks Prometheus. */
export async function examineInstruments(ports: Instruments, catalog: Catalog): Promise<Finding[]> {
  const { metrics, silences, annotations, pages, clock } = ports;
  const needs = instrumentNeeds(catalog);
  const looks: Record<Instrument, (() => Promise<unknown>) | null> = {
    metrics: metrics && (() => metrics.value({ text: 'vector(1)', about: {} }, clock.now())),
    silences: silences && (() => silences.find(mark)),
    annotations: annotations && (() => annotations.close(mark, clock.now(), '')),
    pages: pages && (() => pages.resolve(mark)),
  };
  const found = await Promise.all(
    instruments.map(async (instrument): Promise<Finding[]> => {
      const { name, variables, without } = instrumentWords[instrument];
      const look = looks[instrument];
      const wanted = needs[instrument];
      if (look) return [await examine(name, look)];
      if (wanted.length === 0) return [];
      const found = `not set up, and ${wanted.join(', ')} want${wanted.length === 1 ? 's' : ''} it. ${without}`;
      return [{ ok: false, what: name, found, mend: `Set ${variables}; see docs/configuration.md.` }];
    }),
  );
  return [...found.flat(), ...(await examineQuestions(ports, catalog))];
}

async function examine(what: string, look: () => Promise<unknown>): Promise<Finding> {
  try {
    await look();
    return { ok: true, what, found: 'it answers', mend: null };
  } catch (error) {
    if (!ofOutside(error)) throw error;
    return { ok: false, what, found: error.message, mend: 'See docs/configuration.md for its settings.' };
  }
}

/** A question that Prometheus cannot read is better known before a release is judged by it. */
async function examineQuestions({ metrics, clock }: Instruments, catalog: Catalog): Promise<Finding[]> {
  if (!metrics) return [];
  const all = catalog.pipelines.flatMap((pipeline) =>
    pipeline.environments.flatMap((environment) =>
      (environment.metrics ?? []).map((source) => ({ pipeline, environment, source })),
    ),
  );
  const found = await Promise.all(
    all.map((asked) => examineQuestion(metrics, clock.now(), asked.pipeline, asked.environment, asked.source)),
  );
  return found.filter((one) => one !== null);
}

async function examineQuestion(
  metrics: Metrics,
  now: number,
  pipeline: Pipeline,
  environment: Environment,
  { name, query }: MetricSource,
): Promise<Finding | null> {
  const what = `${pipeline.name} ${environment.name}: metric ${name}`;
  const about: QueryAbout = {
    service: pipeline.services[0] ?? pipeline.name,
    environment: environment.name,
    version: 'none',
    sha: 'none',
    track: 'stable',
  };
  try {
    await metrics.courses({ text: query, about: standsFor(about) }, { from: now, to: now, every: 1_000 });
    return null;
  } catch (error) {
    // That it is away is told once, of Prometheus itself.
    if (!ofOutside(error)) throw error;
    if (error.kind !== 'rejected' && error.kind !== 'invalid') return null;
    return { ok: false, what, found: error.message, mend: 'Mend its query in quarterdeck.yml.' };
  }
}

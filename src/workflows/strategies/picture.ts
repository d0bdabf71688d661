import type { CanaryChart, CanaryPanel, Limit } from '../../model/canary-chart.ts';
import type { Environment } from '../../model/catalog.ts';
import type { Analysis, MetricSource } from '../../model/delivery.ts';
import type { Deployment } from '../../model/deployment.ts';
import { anchorOf } from '../../model/deployment.ts';
import { ofOutside } from '../../model/fault.ts';
import type { MetricUnit, Sample } from '../../model/metric.ts';
import type { Notice } from '../../model/notice.ts';
import type { Rollout } from '../../model/rollout.ts';
import { namedFor } from '../../policy/strategies/all-judged.ts';
import { strategyOf } from '../../policy/strategies/places.ts';
import type { DeployPorts } from '../deploy-ports.ts';
import type { About } from '../measure.ts';
import type { Course } from './course.ts';
import { onTheWay } from './course.ts';
import { measured } from './judging.ts';

/** More points are not seen in a picture. */
const mostSamples = 120;
const mostPanels = 8;

type AboutWhat = Extract<Notice, { kind: 'rollout-picture' }>['about'];

/** One picture for one decision, in the thread; nothing where nothing is measured. */
export async function showPicture(course: Course, about: AboutWhat, which: string): Promise<void> {
  const { context, ports, deployment, environment, delivery } = course;
  if (!delivery.analysis) return;
  await context.step(`picture: ${about}`, async () => {
    const picture = await pictureOf(ports, deployment, environment);
    if (!picture) return;
    await ports.chat.reply({
      anchor: anchorOf(deployment.id),
      key: `${context.id}:picture:${which}`,
      notice: { kind: 'rollout-picture', deployment, picture, about },
    });
  });
}

/** What a rollout looks like: each metric of the phase, beside the stable version and with its limit. Null where nothing can be shown. */
export async function pictureOf(
  ports: Pick<DeployPorts, 'metrics' | 'clock'>,
  deployment: Deployment,
  environment: Environment,
): Promise<CanaryChart | null> {
  const { rollout } = deployment;
  const analysis = environment.delivery?.analysis;
  if (!rollout || !environment.delivery || !analysis || !ports.metrics || rollout.at < 0) return null;
  const strategy = strategyOf(environment.delivery, deployment);
  const { services, sources } = measured({ deployment, environment, rollout, strategy }, analysis);
  const span = spanOf(rollout, analysis, ports.clock.now());
  const wanted = services.flatMap((service) =>
    sources
      .filter(({ name }) => analysis.rules.some(({ metric }) => metric === name))
      .map((source) => ({ ...service, source })),
  );
  const courses = async ({ query }: MetricSource, about: About | undefined): Promise<Sample[]> => {
    if (!about || !ports.metrics || span.to < span.from) return [];
    try {
      const [only, ...others] = await ports.metrics.courses({ text: query, about: { ...about } }, span);
      return only && others.length === 0 ? [...only.samples] : [];
    } catch (error) {
      // A picture is a courtesy: what cannot be read is a gap in it.
      if (ofOutside(error)) return [];
      throw error;
    }
  };
  const panels = await Promise.all(
    mostTelling(wanted, rollout).map(async ({ about, stable, source }): Promise<CanaryPanel> => {
      const [canary, beside] = await Promise.all([courses(source, about), courses(source, stable)]);
      const { unit, per } = shown(source.unit);
      const scaled = (samples: readonly Sample[]) => samples.map(({ at, value }) => ({ at, value: value / per }));
      return {
        metric: namedFor(source.name, about.service, services.length),
        unit,
        threshold: limitOf(analysis, source.name, per),
        canary: scaled(canary),
        stable: scaled(beside),
      };
    }),
  );
  if (panels.every(({ canary, stable }) => canary.length === 0 && stable.length === 0)) return null;
  return {
    service: onTheWay(rollout).join(', '),
    version: deployment.ref.name,
    began: rollout.phaseSince,
    length: Math.max(rollout.phases[rollout.at]?.watch ?? 0, span.to - rollout.phaseSince),
    interval: span.every,
    panels,
  };
}

function spanOf({ phaseSince }: Rollout, { every }: Analysis, now: number) {
  const step = every * Math.max(1, Math.ceil((now - phaseSince) / every / mostSamples));
  return { from: Math.ceil(phaseSince / step) * step, to: Math.floor(now / step) * step, every: step };
}

/** Those that the decision rests on come first. */
function mostTelling<T extends { about: About; source: MetricSource }>(
  wanted: readonly T[],
  { judgement, waves, wave }: Rollout,
): T[] {
  const services = (waves[wave] ?? []).length;
  const because = judgement?.because ?? [];
  const tells = ({ about, source }: T) => because.includes(namedFor(source.name, about.service, services));
  return [...wanted.filter(tells), ...wanted.filter((each) => !tells(each))].slice(0, mostPanels);
}

function limitOf({ rules }: Analysis, metric: string, per: number): Limit | null {
  const rule = rules.find((each) => each.metric === metric && each.check === 'threshold');
  if (rule?.check !== 'threshold') return null;
  if (rule.max !== undefined) return { value: rule.max / per, is: 'most' };
  return rule.min === undefined ? null : { value: rule.min / per, is: 'least' };
}

function shown(unit: MetricUnit): { unit: string; per: number } {
  switch (unit) {
    case 'percent':
      return { unit: '%', per: 1 };
    case 'bytes':
      return { unit: 'MB', per: 1e6 };
    case 'count':
      return { unit: '', per: 1 };
    case 'per-second':
      return { unit: '/s', per: 1 };
    default:
      return { unit, per: 1 };
  }
}

import type { CanaryChart } from '../model/canary-chart.ts';
import type { Chart } from '../model/chart.ts';
import type { Sample } from '../model/metric.ts';
import type { Notice } from '../model/notice.ts';
import type { Message, ViewContext } from './blocks.ts';
import { context, image, present, section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { canaryChart } from './charts/canary.ts';
import { subject } from './state-words.ts';
import { esc } from './text.ts';

type Picture = Extract<Notice, { kind: 'rollout-picture' }>;

const leads: Record<Picture['about'], string> = {
  question: 'What the question is about',
  'taken-back': 'What decided against it',
  promoted: 'What it was promoted with',
};

/** The picture that a notice shows; null where it shows none. What was no number comes back from the database as nothing. */
export function pictureIn(notice: Notice): Chart | null {
  const picture = drawnIn(notice);
  return picture ? canaryChart(sound(picture)) : null;
}

function drawnIn(notice: Notice): CanaryChart | null {
  if (notice.kind === 'rollout-picture' || notice.kind === 'rollouts') return notice.picture ?? null;
  if (notice.kind !== 'deployment' || notice.copy || notice.deployment.state !== 'rolling-out') return null;
  return notice.deployment.rollout?.picture?.chart ?? null;
}

/** The picture of a live message, where there is one: its figures stand in words beside it. */
export function livePicture(notice: Notice, { picture = null }: ViewContext) {
  const chart = picture === null ? null : pictureIn(notice);
  return chart && picture !== null ? image(picture, chart.alt) : false;
}

function sound(chart: CanaryChart): CanaryChart {
  const numbers = (samples: readonly Sample[]) =>
    samples.map(({ at, value }) => ({ at, value: Number.isFinite(value) ? value : Number.NaN }));
  const panels = chart.panels.map((panel) => ({
    ...panel,
    canary: numbers(panel.canary),
    stable: numbers(panel.stable),
  }));
  return { ...chart, panels };
}

/** In the thread: the metrics of a decision, as a picture; where that cannot be had, in words alone. */
export function rolloutPictureView(notice: Picture, { picture = null }: ViewContext): Message {
  const { deployment, about } = notice;
  const { ref, sha, environment } = deployment;
  const chart = pictureIn(notice);
  const what = `${esc(subject(deployment), 100)} ${refAndSha(ref.name, sha)} → ${esc(environment, 60)}`;
  return {
    text: `${leads[about]}: ${esc(subject(deployment), 100)} ${shortRef(ref.name, sha)} to ${esc(environment, 60)}. ${esc(chart?.alt ?? '', 600)}`,
    blocks: present(
      section([`:chart_with_upwards_trend: *${leads[about]}:* ${what}`]),
      ...pictureBlocks(chart, picture),
    ),
  };
}

/** The picture with the same in words for whoever does not see it, or the words alone. */
export function pictureBlocks(chart: Chart | null, file: string | null) {
  if (chart === null) return [];
  return [file === null ? context([esc(chart.alt, 1_500)]) : image(file, chart.alt)];
}

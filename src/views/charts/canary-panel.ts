import type { TopLevelSpec } from 'vega-lite';
import type { CanaryChart, CanaryPanel } from '../../model/canary-chart.ts';
import { hour, minute } from '../../model/time.ts';
import { cut, inert } from '../text.ts';
import { isBeyond, limitWords, nowWords, sidesOf, standing } from './canary-words.ts';
import { points } from './gaps.ts';
import { ink } from './look.ts';

type Panel = Extract<TopLevelSpec, { concat: unknown }>['concat'][number];

/** What a person may read in colour is also in the dashes. */
const colours = [ink.canary, ink.stable, ink.limit];
/** Width of the values' labels, the same everywhere so that panels line up. */
const labels = 38;

const dashes = [
  [1, 0],
  [7, 3],
  [2, 3],
];

/** One metric: both lines, the limit with its value, a triangle on whatever is beyond it. Its title says how it stands. */
export function canaryPanel(chart: CanaryChart, panel: CanaryPanel, width: number): Panel {
  const unit = chart.length >= 3 * hour ? { ms: hour, name: 'h' } : { ms: minute, name: 'min' };
  const end = chart.length / unit.ms;
  const rows = rowsOf(chart, panel, unit.ms);
  const sides = sidesOf(chart);
  const domain = [sides.canary, sides.stable, 'limit'];
  const bad = standing(panel) === 'beyond';
  const x = {
    field: 'at',
    type: 'quantitative' as const,
    scale: { domain: [0, end], nice: false },
    // The unit is one of the two above.
    axis: { title: null, grid: false, tickCount: 3, labelExpr: `datum.label + ' ${unit.name}'`, labelOverlap: false },
  };
  const [low, high] = range(rows);
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    scale: { domain: [low, high], nice: true },
    axis: {
      title: null,
      tickCount: 4,
      domain: false,
      ticks: false,
      minExtent: labels,
      maxExtent: labels,
      ...(high >= 10_000 ? { format: '~s' } : {}),
    },
  };
  const note = (text: string, at: number, value: number, look: object): object => ({
    data: { values: [{ at, value, text }] },
    mark: { type: 'text', fontSize: 11, ...look },
    encoding: { x, y, text: { field: 'text', type: 'nominal' } },
  });
  const layers: object[] = [
    {
      data: { values: rows.map((row) => (row.series === 'limit' ? row : { ...row, series: sides[row.series] })) },
      mark: { type: 'line', strokeWidth: 2.2, clip: true },
      encoding: {
        x,
        y,
        color: { field: 'series', type: 'nominal', scale: { domain, range: colours } },
        strokeDash: { field: 'series', type: 'nominal', scale: { domain, range: dashes } },
      },
    },
    ...(['stable', 'canary'] as const).map((which) => ({
      data: { values: rows.filter(({ series, alone }) => alone && series === which) },
      mark: {
        type: 'point',
        shape: which === 'canary' ? 'circle' : 'square',
        color: ink[which],
        filled: true,
        size: 26,
        opacity: 1,
      },
      encoding: { x, y },
    })),
    {
      data: { values: rows.filter(({ beyond }) => beyond) },
      mark: {
        ...{ type: 'point', shape: panel.threshold?.is === 'least' ? 'triangle-down' : 'triangle-up' },
        ...{ filled: true, size: 60, color: ink.limit, stroke: ink.paper, strokeWidth: 0.8, opacity: 1 },
      },
      encoding: { x, y },
    },
  ];
  const limit = limitWords(panel);
  if (limit !== '' && panel.threshold !== null) {
    layers.push(note(limit, end, panel.threshold.value, { align: 'right', dy: -7, color: ink.limit }));
  }
  if (!rows.some(({ series, value }) => series === 'canary' && value !== null)) {
    layers.push(note(`${sides.canary}: no data`, end / 2, low, { align: 'center', dy: -9, color: ink.text }));
  }
  return {
    width,
    height: 110,
    title: {
      text: inert(panel.metric, width > 300 ? 60 : 30),
      subtitle: cut(`${bad ? 'BEYOND LIMIT: ' : ''}${nowWords(chart, panel)}`, width > 300 ? 80 : 44),
      subtitleColor: bad ? ink.limit : ink.quiet,
      anchor: 'start',
      frame: 'group',
      dx: -labels,
      offset: 9,
      fontSize: 13,
      // Texts are cut by their length: what draws them later only guesses their widths.
      limit: 2 * width,
    },
    layer: layers,
  } as Panel;
}

interface Row {
  series: 'canary' | 'stable' | 'limit';
  at: number;
  value: number | null;
  alone: boolean;
  beyond: boolean;
}

function rowsOf(chart: CanaryChart, { canary, stable, threshold }: CanaryPanel, unit: number): Row[] {
  const limit = threshold !== null && Number.isFinite(threshold.value) ? threshold : null;
  const rows: Row[] = [];
  for (const [series, samples] of [['stable', stable] as const, ['canary', canary] as const]) {
    for (const { at, value, alone } of points(samples, chart.interval)) {
      const beyond = series === 'canary' && limit !== null && value !== null && isBeyond(value, limit);
      rows.push({ series, at: (at - chart.began) / unit, value, alone, beyond });
    }
  }
  if (limit !== null) {
    const ends = [0, chart.length / unit];
    rows.push(...ends.map((at) => ({ series: 'limit' as const, at, value: limit.value, alone: false, beyond: false })));
  }
  // What was measured before or after the time shown would be drawn outside of the panel.
  return rows.filter(({ at }) => at >= 0 && at <= chart.length / unit);
}

/** From zero, unless values are negative, to a little above the highest: the limit is always in the picture. */
function range(rows: readonly Row[]): [number, number] {
  const values = rows.flatMap(({ value }) => (value === null ? [] : [value]));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  return high === low ? [low, low + 1] : [low, high + (high - low) * 0.12];
}

import type { TopLevelSpec } from 'vega-lite';
import type { CanaryChart } from '../../model/canary-chart.ts';
import type { Chart } from '../../model/chart.ts';
import { canaryPanel } from './canary-panel.ts';
import { canaryAlt, canaryTitle, sidesOf } from './canary-words.ts';
import { config, ink } from './look.ts';

/** More would be too small to read in a message; the alt text has them all. */
const mostPanels = 8;

/** A canary against the stable version over time, a small panel for each metric. Null when it has no metric. */
export function canaryChart(chart: CanaryChart): Chart | null {
  const drawn = chart.panels.slice(0, mostPanels);
  const undrawn = chart.panels.length - drawn.length;
  if (drawn.length === 0) return null;
  const single = drawn.length === 1;
  const specification: TopLevelSpec = {
    background: ink.paper,
    padding: 14,
    title: {
      text: canaryTitle(chart),
      subtitle: `Triangles: ${sidesOf(chart).canary} beyond its limit. Gaps: nothing was measured.`,
      anchor: 'start',
      offset: 12,
    },
    columns: single ? 1 : 2,
    // Counted from plot to plot: titles and labels fill what lies between.
    bounds: 'flush',
    spacing: { row: 84, column: 62 },
    concat: drawn.map((panel) => canaryPanel(chart, panel, single ? 580 : 284)),
    resolve: { legend: { color: 'shared', strokeDash: 'shared' } },
    config,
  };
  return { specification, alt: canaryAlt(chart, undrawn) };
}

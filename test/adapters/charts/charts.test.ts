import { compile } from 'vega-lite';
import { describe, expect, test, vi } from 'vitest';
import { createCharts } from '../../../src/adapters/charts/charts.ts';
import { toSvg } from '../../../src/adapters/charts/drawing.ts';
import type { CanaryPanel } from '../../../src/model/canary-chart.ts';
import { canaryChart } from '../../../src/views/charts/canary.ts';
import { panel, picture, samples } from '../../views/charts/picture.ts';

function specification(...panels: CanaryPanel[]): object {
  const chart = canaryChart(picture(...panels));
  if (chart === null) throw new Error('nothing to draw');
  return chart.specification;
}

// One for all: each has a process of its own.
const charts = createCharts();

const four = () =>
  specification(panel(), panel({ metric: 'P95' }), panel({ metric: 'CPU' }), panel({ metric: 'Memory' }));

describe('a chart as PNG', () => {
  test('the same bytes twice, and as large as it says', async () => {
    const [one, two] = [await charts.draw(four()), await charts.draw(four())];
    expect(Buffer.compare(one.png, two.png)).toBe(0);
    const bytes = Buffer.from(one.png);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([one.width, one.height]);
    // Wide enough to be sharp in a message, and not beyond what Slack shows without cutting.
    expect(one.width).toBeGreaterThan(900);
    expect(one.width).toBeLessThan(1_400);
  });

  test('text is drawn with the font that comes along', async () => {
    const named = await charts.draw(specification(panel({ metric: 'Error rate' })));
    const other = await charts.draw(specification(panel({ metric: 'Other rate' })));
    expect(Buffer.compare(named.png, other.png)).not.toBe(0);
  });

  test.each([
    ['an address', { data: { url: 'https://example.com/data.csv' }, mark: 'point' }],
    ['a file', { data: { url: 'file:///etc/passwd' }, mark: 'point' }],
    [
      'an image',
      { data: { values: [{ u: 'https://example.com/a.png' }] }, mark: 'image', encoding: { url: { field: 'u' } } },
    ],
    ['no chart', { nothing: true }],
  ])('refused: %s', async (_, wrong) => {
    await expect(charts.draw(wrong)).rejects.toThrow('the chart cannot be drawn');
  });
});

test('a chart that cannot be drawn does not stop the next one, and several may be asked for at once', async () => {
  const [wrong, right, another] = await Promise.allSettled([
    charts.draw({ nothing: true }),
    charts.draw(four()),
    charts.draw(four()),
  ]);
  expect([wrong.status, right.status, another.status]).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('the process ends when nothing is drawn for a while, and another one draws the next chart', async () => {
  const begun: number[] = [];
  const drawer = createCharts({ idle: 50, onProcess: (pid) => begun.push(pid) });
  await drawer.draw(four());
  const [first = 0] = begun;
  await vi.waitFor(() => expect(() => process.kill(first, 0)).toThrow(), 5_000);
  expect((await drawer.draw(four())).png.length).toBeGreaterThan(1_000);
  expect(begun).toHaveLength(2);
});

test('a process that is killed while it draws loses that chart alone', async () => {
  const begun: number[] = [];
  const drawer = createCharts({ onProcess: (pid) => begun.push(pid) });
  const lost = drawer.draw(four());
  await vi.waitFor(() => expect(begun).toHaveLength(1));
  process.kill(begun[0] ?? 0, 'SIGKILL');
  await expect(lost).rejects.toThrow('the chart cannot be drawn');
  expect((await drawer.draw(four())).png.length).toBeGreaterThan(1_000);
});

describe('what was not measured', () => {
  test.each([
    ['no samples', panel({ canary: [], stable: [] })],
    ['nothing at all', panel({ canary: [], stable: [], threshold: null })],
    ['only NaN', panel({ canary: samples(Number.NaN, Number.NaN) })],
    [
      'infinite',
      panel({ canary: samples(1, Number.POSITIVE_INFINITY, 2), threshold: { value: Number.NaN, is: 'most' } }),
    ],
    ['one sample', panel({ canary: samples(3) })],
    ['all zero', panel({ canary: samples(0, 0), stable: samples(0), threshold: { value: 0, is: 'most' } })],
    ['negative', panel({ canary: samples(-3, 2), threshold: { value: -1, is: 'least' } })],
    ['gaps', panel({ canary: samples(1, null, null, 2, Number.NaN, 3, 4) })],
  ])('%s leaves no broken path', async (_, shown) => {
    expect(await toSvg(specification(shown))).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('the words are in the picture', async () => {
    expect(await toSvg(specification(panel({ canary: [] })))).toContain('canary: no data');
    expect(await toSvg(specification(panel({ canary: samples(9) })))).toContain('BEYOND LIMIT');
  });
});

describe('names from outside are only text', () => {
  test.each([
    '"+constructor.constructor("return process")()+"',
    "datum['x'] + parent.y",
    '{"signal":"width"}',
    '{"expr":"width"}',
    '</text><image href="file:///etc/passwd"/><text>',
    '&lt;b&gt; <script>alert(1)</script>',
    '\\u0022 \\" \' ` {{1+1}}',
    'line\nbreak\u202eturned',
    '__proto__',
    '[0].toString',
  ])('%s', async (hostile) => {
    const shown = panel({ metric: hostile, unit: hostile });
    const chart = canaryChart({ ...picture(shown, panel()), service: hostile, version: hostile });
    const drawn = chart?.specification ?? {};
    // Whatever the names are, the same expressions are evaluated.
    const plain = canaryChart({ ...picture(panel({ metric: 'm', unit: 'u' }), panel()), service: 's', version: 'v' });
    expect(expressions(drawn)).toEqual(expressions(plain?.specification ?? {}));
    const svg = await toSvg(drawn);
    expect(svg).not.toMatch(/<image|<script/);
    expect((await charts.draw(drawn)).png.length).toBeGreaterThan(1_000);
  });
});

/** Everything in the compiled chart that Vega evaluates. */
function expressions(specification: object): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' && ['signal', 'expr', 'test', 'update', 'init', 'events'].includes(key))
        found.push(item);
      else if (key !== 'values') visit(item);
    }
  };
  visit(compile(specification as Parameters<typeof compile>[0]).spec);
  if (found.length === 0) throw new Error('a chart without expressions proves nothing');
  return found;
}

test('a process that hangs is ended, and the chart that waits behind it has another one', async () => {
  const begun: number[] = [];
  const drawer = createCharts({
    longest: 10_000,
    onProcess: (pid) => {
      if (begun.push(pid) === 1) process.kill(pid, 'SIGSTOP');
    },
  });
  const [hung, behind] = await Promise.allSettled([drawer.draw(four()), drawer.draw(four())]);
  expect([hung.status, behind.status]).toEqual(['rejected', 'fulfilled']);
  expect(begun).toHaveLength(2);
}, 40_000);

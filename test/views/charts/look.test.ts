import { expect, test } from 'vitest';
import { canaryChart } from '../../../src/views/charts/canary.ts';
import { ink } from '../../../src/views/charts/look.ts';
import { panel, picture } from './picture.ts';

const drawn = (changes: Parameters<typeof panel>[0] = {}) => canaryChart(picture(panel(changes)))?.specification;

/** As WCAG 2 has it: of black on white it is 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('a picture brings its own paper, so that it is read on a light page as on a dark one', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
  expect(drawn()).toMatchObject({ background: ink.paper });
  expect(ink.paper).toMatch(/^#[0-9a-f]{6}$/);
});

test.each(['text', 'quiet', 'canary', 'stable', 'limit'] as const)('%s can be read on it', (name) => {
  expect(contrast(ink[name], ink.paper)).toBeGreaterThanOrEqual(4.5);
});

test('the limit is drawn where there is one', () => {
  expect(JSON.stringify(drawn())).toMatch(/"series":"limit"[^}]*"value":5|"value":5[^}]*"series":"limit"/);
  expect(JSON.stringify(drawn({ threshold: null }))).not.toContain('"series":"limit"');
});

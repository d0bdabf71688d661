import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { clockForBot } from '../../../sandbox/control/clock.ts';
import { controlRoutes } from '../../../sandbox/control/control.ts';
import { parseOptions, usage } from '../../../sandbox/options.ts';
import { createPeople } from '../../../sandbox/people.ts';
import { scenarios } from '../../../sandbox/scenarios/index.ts';
import { worldUnderTest } from './world-under-test.ts';

const readme = await readFile(path.resolve(import.meta.dirname, '../../../sandbox/README.md'), 'utf8');

test('the README documents every route, and none that is not there', async () => {
  await using world = await worldUnderTest();
  const { routes, raw } = controlRoutes(world.sandbox.world);
  const clock = clockForBot(world.sandbox.world.clock, world.sandbox.world.traffic);
  const documented = [...readme.matchAll(/^\| `((?:GET|POST|DELETE) \S+)` \|/gm)].map(([, route]) => route);
  expect(documented.sort()).toEqual([...Object.keys(routes), ...Object.keys(raw), ...Object.keys(clock)].sort());
});

test('the README names every scenario, person and option', () => {
  for (const { name } of scenarios) expect(readme).toContain(`\`${name}\``);
  for (const { handle, name, githubLogin } of createPeople()) {
    expect(readme).toContain(`| \`${handle}\` | ${name}`);
    expect(readme).toContain(githubLogin);
  }
  for (const [option] of usage.matchAll(/--[a-z-]+/g)) expect(readme).toContain(option);
});

test('the command line is read', () => {
  const defaults = parseOptions([]);
  expect(defaults).toMatchObject({ example: 'trading-engine', port: null, speed: 60, headless: false, bot: true });
  expect(parseOptions(['alphavelocity', '--port', '0', '--speed', '600', '--headless', '--http', '--no-bot'])).toEqual({
    example: 'alphavelocity',
    examples: null,
    port: 0,
    speed: 600,
    start: null,
    headless: true,
    http: true,
    app: false,
    replicas: 1,
    bot: false,
    data: null,
  });
});

test.each([
  [['--speed', 'fast'], /--speed/],
  [['--replicas', '0'], /--replicas/],
  [['--port', '70000'], /--port/],
  [['--start', 'tomorrow'], /--start/],
  [['a', 'b'], /One example at a time/],
  [['../etc'], /not the name of an example/],
  [['--colour'], /--colour/],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});

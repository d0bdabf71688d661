import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openSimulatedGitHub } from '../../contracts/github-simulated.ts';

const folder = path.join(import.meta.dirname, '../../../src/adapters/github');

test('every route that we call is simulated, so that nothing goes untried', async () => {
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
  const called = new Set([...text.matchAll(/'((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)'/g)].map((match) => match[1]));
  const world = await openSimulatedGitHub();
  try {
    const simulated = new Set(world.simulation.routes);
    expect(called.size).toBeGreaterThan(20);
    expect([...called].filter((route) => route && !simulated.has(route))).toEqual([]);
  } finally {
    await world.close();
  }
});

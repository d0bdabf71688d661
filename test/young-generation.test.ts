import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** A busy minute of a bot in little: much that is needed for a moment only. Prints the most that the young generation took, bytes. */
const program = (file: string) => `
  import { setTimeout as wait } from 'node:timers/promises';
  import { getHeapSpaceStatistics } from 'node:v8';
  import { letYoungGenerationGrow } from ${JSON.stringify(pathToFileURL(file).href)};
  letYoungGenerationGrow();
  const kept = [];
  let most = 0;
  for (let round = 0; round < 40; round++) {
    for (let at = 0; at < 50_000; at++) kept[at] = { at, round: [round] };
    await wait(1);
    most = Math.max(most, getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
  }
  console.log(most);
`;

test('the young generation of the heap grows under load, and stops where it has enough', async () => {
  const args = ['--input-type=module', '--eval', program(path.resolve('src', 'young-generation.ts'))];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(Number(stdout)).toBeGreaterThan(4 * 1_024 * 1_024);
  expect(Number(stdout)).toBeLessThanOrEqual(32 * 1_024 * 1_024);
});

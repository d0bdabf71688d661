import type { ChangedExample } from '../acceptance/changed-example.ts';
import { copyExample, outWithItsRun } from '../acceptance/changed-example.ts';

/**
 * The trading engine, where a release is out when its run has ended (`progressive-example.ts` has the rest), may be deployed again and at any time, GitHub holds nothing, and nothing scans it by itself: a
 * world that goes fast, and many deployments, would otherwise soon be refused by the rules instead of being struck by faults.
 */
export async function lenientExample(): Promise<ChangedExample> {
  const example = await copyExample();
  await example.change('quarterdeck.yml', (text) => text.replace(/ {10}window:\n(?: {12}.*\n)+/, ''));
  await example.change('quarterdeck.yml', (text) =>
    text.replaceAll('already_running: refuse', 'already_running: warn'),
  );
  // While it settles whether GitHub has started a run, which takes real time, many hours pass here.
  await example.change('quarterdeck.yml', (text) =>
    text.replace('expires_after: 8h', 'expires_after: 240h').replace('valid_for: 4h', 'valid_for: 240h'),
  );
  await example.change('quarterdeck.yml', outWithItsRun);
  await example.change('quarterdeck.yml', (text) => text.replace(/ {8}github_environment: .*\n/, ''));
  await example.change('world.yml', (text) => text.replace(/environments:\n(?: {2}.*\n)+/, ''));
  // A check that runs is one that has not passed yet.
  for (const scan of ['security.yml', 'dast.yml'])
    await example.change(`.github/workflows/${scan}`, (text) => text.replace(/ {2}schedule:\n(?: {4}.*\n)+/, ''));
  return example;
}

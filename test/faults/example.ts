import type { ChangedExample } from '../acceptance/changed-example.ts';
import { copyExample } from '../acceptance/changed-example.ts';

/**
 * The trading engine, where a release may be deployed again and at any time: a world that goes fast, and many deployments, would
 * otherwise soon be refused by the rules instead of being struck by faults.
 */
export async function lenientExample(): Promise<ChangedExample> {
  const example = await copyExample();
  await example.change('quarterdeck.yml', (text) => text.replace(/ {10}window:\n(?: {12}.*\n)+/, ''));
  await example.change('quarterdeck.yml', (text) =>
    text.replaceAll('already_running: refuse', 'already_running: warn'),
  );
  return example;
}

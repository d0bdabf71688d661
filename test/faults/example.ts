import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Examples {
  folder: string;
  remove(): Promise<void>;
}

/**
 * The trading engine, where a release may be deployed again and at any time: a world that goes fast, and many deployments, would
 * otherwise soon be refused by the rules instead of being struck by faults.
 */
export async function lenientExample(): Promise<Examples> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-faults-'));
  const example = path.join(folder, 'trading-engine');
  await cp(path.resolve('examples', 'trading-engine'), example, { recursive: true });
  const file = path.join(example, 'quarterdeck.yml');
  const text = await readFile(file, 'utf8');
  const anyTime = text.replace(/ {10}window:\n(?: {12}.*\n)+/, '');
  const lenient = anyTime.replaceAll('already_running: refuse', 'already_running: warn');
  if (anyTime === text || lenient === anyTime)
    throw new Error('the rules of the example are no longer where they were');
  await writeFile(file, lenient);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

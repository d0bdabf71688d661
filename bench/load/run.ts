import { startChild } from '../child.ts';
import { type LoadJob, type LoadResult, loadResult } from './job.ts';

/** Sends from a process of its own. Throws when any answer was not a success: then nothing was measured. */
export async function sendLoad(job: LoadJob): Promise<LoadResult> {
  const child = await startChild({ args: ['bench/load.ts'], input: JSON.stringify(job), patience: 120_000 });
  await child.stop();
  const result = loadResult.parse(JSON.parse(child.said));
  const refused = Object.entries(result.statuses).filter(([status]) => !/^2\d\d$/.test(status));
  if (refused.length > 0) throw new Error(`${job.url} answered ${JSON.stringify(result.statuses)}`);
  return result;
}

import { Fault } from '../../model/fault.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { asFault, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';
import { backOff } from './trouble.ts';

const mostBytes = 4 * 1024 * 1024;

/**
 * The last four megabytes of a job's log. GitHub answers with an address elsewhere that is good for a minute: it is
 * fetched without our token, and asked for anew when it fails. Null when there is no log (yet, or no longer).
 */
export async function readJobLog(github: GitHub, repository: Repository, jobId: number): Promise<string | null> {
  const { owner, name: repo } = repository;
  const what = `log of job ${jobId} of ${fullName(repository)}`;
  for (let tries = 0; ; tries++) {
    let location: string | undefined;
    try {
      const answer = await github.patient.request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', {
        owner,
        repo,
        job_id: jobId,
        request: { redirect: 'manual' },
      });
      location = answer.headers.location;
      // Some servers answer with the log itself.
      if (!location) return typeof answer.data === 'string' ? answer.data.slice(-mostBytes) : null;
    } catch (error) {
      if ([404, 410].includes(statusOf(error) ?? 0)) return null;
      throw asFault(error, what);
    }
    try {
      return await readTail(location, github.requestTimeout);
    } catch (error) {
      if (tries >= 2) throw new Fault('unavailable', `The ${what} could not be read.`, { cause: error });
      await github.pause(backOff(tries));
    }
  }
}

async function readTail(address: string, timeout: number): Promise<string | null> {
  const response = await fetch(address, { signal: AbortSignal.timeout(timeout) });
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
  let kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    kept.push(chunk);
    size += chunk.length;
    if (size > 2 * mostBytes) {
      kept = [Buffer.concat(kept).subarray(-mostBytes)];
      size = mostBytes;
    }
  }
  return Buffer.concat(kept).subarray(-mostBytes).toString('utf8');
}

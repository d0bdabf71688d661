import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { GitHub } from './client.ts';
import { download } from './download.ts';

const mostBytes = 4 * 1024 * 1024;

/** The last four megabytes of a job's log. Null when there is no log (yet, or no longer). */
export async function readJobLog(github: GitHub, repository: Repository, jobId: number): Promise<string | null> {
  const { owner, name: repo } = repository;
  return download(github, {
    what: `log of job ${jobId} of ${fullName(repository)}`,
    link: () =>
      github.patient.request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', {
        owner,
        repo,
        job_id: jobId,
        request: { redirect: 'manual' },
      }),
    take: readTail,
    // Some servers answer with the log itself.
    itself: ({ data }) => (typeof data === 'string' ? data.slice(-mostBytes) : null),
  });
}

async function readTail(body: AsyncIterable<Uint8Array>): Promise<string | null> {
  let kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    kept.push(chunk);
    size += chunk.length;
    if (size > 2 * mostBytes) {
      kept = [Buffer.concat(kept).subarray(-mostBytes)];
      size = mostBytes;
    }
  }
  return Buffer.concat(kept).subarray(-mostBytes).toString('utf8');
}

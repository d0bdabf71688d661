import { z } from 'zod';
import type { ArtifactFile } from '../../model/artifact.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';
import { download } from './download.ts';
import { readZipped } from './unzip.ts';

const artifactsPage = z.object({
  total_count: z.number(),
  artifacts: z.array(
    z.object({
      id: z.number(),
      size_in_bytes: z.number(),
      expired: z.boolean(),
      workflow_run: z.object({ head_sha: z.string().nullish() }).nullish(),
    }),
  ),
});

type Found = { text: string } | { missing: string };

const perPage = 100;
const mostPages = 3;
/** A report is text of some kilobytes. What is larger is not unpacked: neither a mistake nor a zip bomb may take the process down. */
const mostPacked = 10 * 1024 * 1024;
const mostUnpacked = 4 * 1024 * 1024;
const mostRemembered = 50;

/** Reads files of artifacts. What was read of an artifact is kept: it never changes under its id. */
export function createArtifactFiles(
  github: GitHub,
): (repository: Repository, sha: string, wanted: ArtifactFile) => Promise<Found> {
  const known = new Map<string, Found>();
  return async (repository, sha, wanted) => {
    const newest = await newestOf(github, repository, sha, wanted.artifact);
    if (!newest) return { missing: `there is no artifact ${wanted.artifact} of ${sha.slice(0, 7)}` };
    const key = `${fullName(repository)} ${newest.id} ${wanted.file}`;
    const before = known.get(key);
    if (before) return before;
    if (newest.expired) return { missing: `the artifact ${wanted.artifact} has expired` };
    if (newest.size_in_bytes > mostPacked)
      return { missing: `the artifact ${wanted.artifact} is too large to be read` };
    const found = await unpack(github, repository, newest.id, wanted);
    known.set(key, found);
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    return found;
  };
}

/** GitHub lists the newest first; those of the commit are found among the newest three hundred of that name. */
async function newestOf(github: GitHub, { owner, name: repo }: Repository, sha: string, name: string) {
  for (let page = 1; page <= mostPages; page++) {
    const request = github.patient.request('GET /repos/{owner}/{repo}/actions/artifacts', {
      owner,
      repo,
      name,
      per_page: perPage,
      page,
    });
    const { artifacts } = await ask(request, artifactsPage, `artifacts ${name} of ${owner}/${repo}`);
    const own = artifacts.filter(({ workflow_run: run }) => run?.head_sha === sha);
    if (own.length > 0) return own.reduce((one, other) => (other.id > one.id ? other : one));
    if (artifacts.length < perPage) break;
  }
  return null;
}

async function unpack(
  github: GitHub,
  repository: Repository,
  id: number,
  { artifact, file }: ArtifactFile,
): Promise<Found> {
  const { owner, name: repo } = repository;
  const what = `artifact ${artifact} of ${fullName(repository)}`;
  const link = () =>
    github.patient.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
      owner,
      repo,
      artifact_id: id,
      archive_format: 'zip',
      request: { redirect: 'manual' },
    });
  const zip = await download(github, { what, link, take: readPacked });
  if (zip === null) return { missing: `the artifact ${artifact} is gone, or larger than it said` };
  try {
    const found = readZipped(zip, file, mostUnpacked);
    if (found === 'no-such-file') return { missing: `the artifact ${artifact} has no file ${file}` };
    return found === 'too-large' ? { missing: `${file} in the artifact ${artifact} is too large to be read` } : found;
  } catch {
    // Whoever uploaded it mends it; GitHub made the zip, so this is all but impossible.
    return { missing: `the artifact ${artifact} cannot be unpacked` };
  }
}

/** Null when it is larger than it said. */
async function readPacked(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostPacked) return null;
    kept.push(chunk);
  }
  return Buffer.concat(kept);
}

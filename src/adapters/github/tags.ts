import { RequestError } from '@octokit/request-error';
import picomatch from 'picomatch';
import semver from 'semver';
import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { tagGlob } from '../../model/tag-pattern.ts';
import { asFault, ask, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';
import { pointsAt } from './refs.ts';

const matching = z.array(z.object({ ref: z.string() }));
const folder = 'refs/tags/';

/**
 * The newest of the names that fit the catalog's tag pattern, by semantic version; a pre-release is older than its release.
 * A name that holds no version is never the newest.
 */
export function newestTag(names: readonly string[], pattern: string): string | null {
  const matches = picomatch(tagGlob(pattern), { dot: true, nonegate: true });
  const versions = names
    .filter((name) => matches(name))
    .map((name) => ({ name, version: versionIn(name) }))
    .filter((each): each is { name: string; version: semver.SemVer } => each.version !== null);
  versions.sort((a, b) => semver.rcompare(a.version, b.version) || b.name.localeCompare(a.name));
  return versions[0]?.name ?? null;
}

/** The version at the end of a tag's name: of `v1.2.3`, `api/v1.2.3` and `release-1.2.3-rc.1`; failing that, of `v2`. */
function versionIn(name: string): semver.SemVer | null {
  const whole = /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.exec(name)?.[0];
  return semver.parse(whole) ?? semver.coerce(name.split('/').at(-1));
}

export async function latestTag(github: GitHub, repository: Repository, pattern: string): Promise<string | null> {
  const { owner, name: repo } = repository;
  const beginning = /^[^*?[\]{}()!+@\\]*/.exec(pattern)?.[0] ?? '';
  const names: string[] = [];
  for (let page = 1; page <= 50; page++) {
    // GitHub answers all of them at once; the page is for servers that do not.
    const request = github.patient.request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
      owner,
      repo,
      ref: `tags/${beginning}`,
      per_page: 100,
      page,
    });
    const { link, found } = await withLink(request, `tags of ${fullName(repository)}`);
    names.push(...found.map(({ ref }) => ref.slice(folder.length)));
    if (!link?.includes('rel="next"')) break;
  }
  return newestTag(names, pattern);
}

async function withLink(request: Promise<{ data: unknown; headers: { link?: string | undefined } }>, what: string) {
  const found = await ask(request, matching, what);
  return { link: (await request).headers.link, found };
}

/** Idempotent. GitHub's 422 means that the name is taken: fine when it points where we want it. */
export async function createTag(github: GitHub, repository: Repository, name: string, sha: string): Promise<void> {
  const { owner, name: repo } = repository;
  try {
    await github.patient.request('POST /repos/{owner}/{repo}/git/refs', { owner, repo, ref: `${folder}${name}`, sha });
  } catch (error) {
    const at = statusOf(error) === 422 ? await pointsAt(github, repository, 'tag', name) : null;
    if (at === sha) return;
    if (needsWorkflows(error))
      throw new Fault(
        'denied',
        `GitHub does not let us tag ${sha.slice(0, 7)}: its workflow files differ from those of every branch's tip. Grant "Workflows: read and write", or set pin: input.`,
        { cause: error },
      );
    if (at)
      throw new Fault('rejected', `The tag ${name} exists already and points at ${at.slice(0, 7)}.`, { cause: error });
    throw asFault(error, `creating the tag ${name} in ${fullName(repository)}`);
  }
}

export async function deleteTag(github: GitHub, repository: Repository, name: string): Promise<void> {
  const { owner, name: repo } = repository;
  try {
    await github.patient.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { owner, repo, ref: `tags/${name}` });
  } catch (error) {
    // 422 "Reference does not exist", 404 on some versions: gone is what was wanted.
    const status = statusOf(error);
    if (status === 404 || (status === 422 && (await pointsAt(github, repository, 'tag', name)) === null)) return;
    throw asFault(error, `deleting the tag ${name} in ${fullName(repository)}`);
  }
}

/** A bare 403 for a commit with other workflow files than the branches have; this header alone tells what is missing. */
function needsWorkflows(error: unknown): boolean {
  const accepted = error instanceof RequestError && error.response?.headers['x-accepted-github-permissions'];
  return statusOf(error) === 403 && String(accepted).includes('workflows=write');
}

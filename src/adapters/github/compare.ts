import { z } from 'zod';
import type { Comparison } from '../../model/commit.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';

const comparison = z.object({
  html_url: z.string(),
  ahead_by: z.number(),
  behind_by: z.number(),
  files: z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() })).optional(),
  commits: z.array(
    z.object({
      sha: z.string(),
      html_url: z.string(),
      author: z.object({ login: z.string().optional() }).nullish(),
      commit: z.object({ message: z.string(), author: z.object({ name: z.string().nullish() }).nullish() }),
    }),
  ),
});

/** GitHub lists so many files at most, on the first page. */
const mostFiles = 300;

/** From what runs (`base`) to what is asked for (`head`). Throws `Fault` of kind `not-found` when a commit is gone. */
export async function compareCommits(
  github: GitHub,
  repository: Repository,
  base: string,
  head: string,
): Promise<Comparison> {
  const request = github.patient.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner: repository.owner,
    repo: repository.name,
    basehead: `${base}...${head}`,
  });
  const found = await ask(request, comparison, `the difference of ${base} and ${head} in ${fullName(repository)}`);
  return {
    aheadBy: found.ahead_by,
    behindBy: found.behind_by,
    url: found.html_url,
    files: {
      paths: (found.files ?? []).flatMap(({ filename, previous_filename: before }) =>
        before === undefined ? [filename] : [filename, before],
      ),
      whole: found.files !== undefined && found.files.length < mostFiles,
    },
    commits: found.commits.map(({ sha, html_url, author, commit }) => ({
      sha,
      url: html_url,
      title: commit.message.split('\n')[0] ?? '',
      author: { name: commit.author?.name ?? author?.login ?? 'unknown', login: author?.login ?? null },
    })),
  };
}

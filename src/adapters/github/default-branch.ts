import { z } from 'zod';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';

const answer = z.object({ default_branch: z.string() });

export async function defaultBranch(github: GitHub, repository: Repository): Promise<string> {
  const request = github.patient.request('GET /repos/{owner}/{repo}', {
    owner: repository.owner,
    repo: repository.name,
  });
  return (await ask(request, answer, `the repository ${fullName(repository)}`)).default_branch;
}

import { z } from 'zod';
import { temporaryTags } from '../../model/commit.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';
import { readRef } from './ref-form.ts';

interface Suggestion {
  name: string;
  kind: 'branch' | 'tag';
}

const most = 100;
const named = z.array(z.object({ name: z.string() }));
const matching = z.array(z.object({ ref: z.string() }));

/**
 * Branches and tags for a form. GitHub's REST searches by beginning only, so what begins with the query is asked for, and
 * what contains it is found among the first hundred of each kind.
 */
export async function suggestRefs(github: GitHub, repository: Repository, query: string): Promise<Suggestion[]> {
  const { owner, name: repo } = repository;
  const what = `refs of ${fullName(repository)}`;
  const begin = query !== '' && readRef(query);
  const starting = async (kind: Suggestion['kind']): Promise<Suggestion[]> => {
    if (!begin) return [];
    const folder = kind === 'branch' ? 'heads' : 'tags';
    const request = github.patient.request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
      owner,
      repo,
      ref: `${folder}/${query}`,
    });
    const found = await ask(request, matching, what);
    return found.map(({ ref }) => ({ name: ref.slice(`refs/${folder}/`.length), kind }));
  };
  const parameters = { owner, repo, per_page: most };
  const all = await Promise.all([
    starting('branch'),
    starting('tag'),
    ask(github.patient.request('GET /repos/{owner}/{repo}/branches', parameters), named, what).then((found) =>
      found.map(({ name }): Suggestion => ({ name, kind: 'branch' })),
    ),
    ask(github.patient.request('GET /repos/{owner}/{repo}/tags', parameters), named, what).then((found) =>
      found.map(({ name }): Suggestion => ({ name, kind: 'tag' })),
    ),
  ]);
  return rankSuggestions(all.flat(), query);
}

/** Those that begin with the query, then those that contain it, then the rest; each once, none of ours, at most a hundred. */
export function rankSuggestions(found: readonly Suggestion[], query: string): Suggestion[] {
  const sought = query.toLowerCase();
  const rank = ({ name }: Suggestion) => {
    const at = name.toLowerCase().indexOf(sought);
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  const theirs = found.filter(({ kind, name }) => kind === 'branch' || !name.startsWith(temporaryTags));
  const once = new Map(theirs.map((each) => [`${each.kind} ${each.name}`, each]));
  return [...once.values()].sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

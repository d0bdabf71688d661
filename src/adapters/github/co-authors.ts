import { z } from 'zod';
import type { RangeCommit } from '../../model/commit-range.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { GitHub } from './client.ts';
import { authorOf, gitActor } from './git-actor.ts';
import { askGraph } from './graph.ts';
import { commitAuthorsQuery } from './queries.ts';

const found = z.object({
  nodes: z.array(
    z.object({
      oid: z.string(),
      authors: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(gitActor) }),
    }),
  ),
});

/** GitHub judges what is a trailer; this only tells which commits are worth asking about. */
const trailer = /^\s*co-authored-by\s*:/im;

/** GitHub looks up at most so many nodes at once. */
const most = 100;

/**
 * Who stands in the `Co-authored-by:` trailers of these commits, by SHA; only of those who have one. `message` must be whole, for trailers
 * stand at its end. REST names one author of a commit; commits without a trailer are not asked about.
 */
export async function readCoAuthors(
  github: GitHub,
  { owner, name }: Repository,
  commits: readonly { nodeId: string; message: string }[],
): Promise<Map<string, NonNullable<RangeCommit['coAuthors']>>> {
  const ids = commits.filter(({ message }) => trailer.test(message)).map(({ nodeId }) => nodeId);
  const parts = Array.from({ length: Math.ceil(ids.length / most) }, (_, part) =>
    ids.slice(part * most, (part + 1) * most),
  );
  const place = { owner, repository: name };
  const what = `the co-authors of commits in ${fullName({ owner, name })}`;
  const answers = await Promise.all(
    parts.map((part) => askGraph(github, place, commitAuthorsQuery, { ids: part }, found, what)),
  );
  const entries = answers.flatMap(({ nodes }) =>
    nodes.map(({ oid, authors }): [string, NonNullable<RangeCommit['coAuthors']>] => {
      // The git author is always the first.
      const others = authors.nodes.slice(1).map(authorOf);
      return [oid, authors.pageInfo.hasNextPage ? [...others, { name: 'others', login: null }] : others];
    }),
  );
  return new Map(entries.filter(([, others]) => others.length > 0));
}

import { GraphqlResponseError } from '@octokit/graphql';
import { z } from 'zod';
import type { Repository } from '../../model/repository.ts';
import { asFault, read } from './answers.ts';
import type { GitHub } from './client.ts';
import type { Query } from './queries.ts';
import { routeHeader, scopeHeader } from './sending.ts';

export type Variables = Record<string, string | number | boolean | null | readonly string[]>;

/**
 * One GraphQL query, its answer read by `schema`: for facts that REST would tell in several answers. It is waited for like every
 * read, and throws `Fault` as `ask` does. An answer with an error in it is none, however much of it came: half a fact misleads.
 */
export async function askGraph<S extends z.ZodType>(
  github: GitHub,
  concerning: { owner: string; repository: string | null },
  query: Query,
  variables: Variables,
  schema: S,
  what: string,
): Promise<z.output<S>> {
  try {
    return read(schema, await send(github, concerning, query, variables), what);
  } catch (error) {
    throw asFault(error, what);
  }
}

function send(
  github: GitHub,
  { owner, repository }: { owner: string; repository: string | null },
  query: Query,
  variables: Variables,
): Promise<unknown> {
  return github.patient.graphql(query.text, {
    ...variables,
    operationName: query.name,
    headers: { [routeHeader]: `POST /graphql ${query.name}`, [scopeHeader]: JSON.stringify({ owner, repository }) },
  });
}

type RepositoryQuestion<S extends z.ZodType> = [
  github: GitHub,
  repository: Repository,
  query: Query,
  variables: Variables,
  schema: S,
  what: string,
];

/** The same about one repository: `schema` reads what is in it, and its owner and name are variables of the query. */
export async function askRepository<S extends z.ZodType>(...question: RepositoryQuestion<S>): Promise<z.output<S>> {
  const { found } = await askRepositoryBut(null, ...question);
  return found;
}

const holdsRepository = z.object({ repository: z.unknown() });
const keptBack = z.array(
  z.object({
    type: z.enum(['FORBIDDEN', 'INSUFFICIENT_SCOPES']),
    message: z.string(),
    path: z.array(z.union([z.string(), z.number()])),
  }),
);

/** As `askRepository`, but GitHub may keep `field` back from whoever asks: then it is null, and `hidden` is GitHub's sentence. */
export async function askRepositoryBut<S extends z.ZodType>(
  field: string | null,
  ...[github, { owner, name }, query, variables, schema, what]: RepositoryQuestion<S>
): Promise<{ found: z.output<S>; hidden: string | null }> {
  const place = { owner, repository: name };
  const readIn = (data: unknown) => read(schema, read(holdsRepository, data, what).repository, what);
  try {
    return { found: readIn(await send(github, place, query, { ...variables, ...place })), hidden: null };
  } catch (error) {
    const errors = error instanceof GraphqlResponseError ? keptBack.safeParse(error.errors).data : undefined;
    const [first] = errors ?? [];
    if (!first || !errors?.every(({ path }) => path.at(-1) === field)) throw asFault(error, what);
    return { found: readIn(error instanceof GraphqlResponseError ? error.data : null), hidden: first.message };
  }
}

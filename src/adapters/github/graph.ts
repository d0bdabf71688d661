import { z } from 'zod';
import type { Repository } from '../../model/repository.ts';
import { asFault, read } from './answers.ts';
import type { GitHub } from './client.ts';
import type { Query } from './queries.ts';
import { routeHeader, scopeHeader } from './sending.ts';

export type Variables = Record<string, string | boolean | null>;

/**
 * One GraphQL query, its answer read by `schema`: for facts that REST would tell in several answers. It is waited for as any read
 * is, and throws `Fault` as `ask` does. An answer with an error in it is none, however much of it came: half a fact misleads.
 */
export async function askGraph<S extends z.ZodType>(
  github: GitHub,
  concerning: { owner: string; repository: string | null },
  query: Query,
  variables: Variables,
  schema: S,
  what: string,
): Promise<z.output<S>> {
  const { owner, repository } = concerning;
  let data: unknown;
  try {
    data = await github.patient.graphql(query.text, {
      ...variables,
      operationName: query.name,
      headers: { [routeHeader]: `POST /graphql ${query.name}`, [scopeHeader]: JSON.stringify({ owner, repository }) },
    });
  } catch (error) {
    throw asFault(error, what);
  }
  return read(schema, data, what);
}

const holdsRepository = z.object({ repository: z.unknown() });

/** The same about one repository: `schema` reads what is in it, and its owner and name are variables of the query. */
export async function askRepository<S extends z.ZodType>(
  github: GitHub,
  { owner, name }: Repository,
  query: Query,
  variables: Variables,
  schema: S,
  what: string,
): Promise<z.output<S>> {
  const place = { owner, repository: name };
  const found = await askGraph(github, place, query, { ...variables, ...place }, holdsRepository, what);
  return read(schema, found.repository, what);
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DocumentNode, GraphQLError, GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import { Refusal } from '../http/answer.ts';
import type { Actor } from '../http/route.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { QueryRefusal } from './refusal.ts';
import { rootOf } from './root.ts';

/** GitHub's GraphQL API, as far as `schema.graphql` goes. Queries alone; what the schema does not know is refused as GitHub does. */
export interface Graph {
  /** Answers the body of a request. Throws `Refusal` where GitHub refuses before it looks at the query. */
  answer(text: string, actor: Actor): Promise<Answer>;
}

const request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** The name of the operation that a request asks for; empty when it names none. */
export function operationOf(text: string): string {
  return request.safeParse(asJson(text)).data?.operationName ?? '';
}

export function createGraph(world: GitHubWorld): Graph {
  // Worlds in which nobody asks a query need not wait for the schema.
  let reading: ReturnType<typeof readSchema> | undefined;
  return {
    async answer(text, actor) {
      if (actor.kind === 'nobody') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
      if (actor.kind === 'app') throw new Refusal(401, 'Bad credentials');
      const given = request.safeParse(asJson(text));
      if (!given.success) return failed([{ message: 'A query attribute must be specified and must be a string.' }]);
      reading ??= readSchema();
      const { graphql, schema, check } = await reading;
      const { query, variables, operationName } = given.data;
      const document = check(query);
      if ('errors' in document) return failed(document.errors.map(shapeOf));
      const { data, errors } = await graphql.execute({
        schema,
        document,
        rootValue: rootOf(world, actor),
        variableValues: variables ?? {},
        operationName: operationName ?? null,
        fieldResolver: strictly,
        typeResolver: (value) => z.object({ __typename: z.string() }).parse(value).__typename,
      });
      return {
        status: 200,
        body: { ...(data === undefined ? {} : { data }), ...(errors ? { errors: errors.map(shapeOf) } : {}) },
      };
    },
  };
}

interface Read {
  graphql: typeof import('graphql');
  schema: GraphQLSchema;
  /** A query as it is carried out, or what is wrong with it. The bot has few, and asks each often. */
  check: (query: string) => DocumentNode | { errors: readonly GraphQLError[] };
}

async function readSchema(): Promise<Read> {
  const graphql = await import('graphql');
  const schema = graphql.buildSchema(await readFile(path.join(import.meta.dirname, 'schema.graphql'), 'utf8'));
  const checked = new Map<string, DocumentNode>();
  const check: Read['check'] = (query) => {
    const known = checked.get(query);
    if (known !== undefined) return known;
    try {
      const document = graphql.parse(query);
      const errors = graphql.validate(schema, document);
      if (errors.length > 0) return { errors };
      checked.set(query, document);
      return document;
    } catch (error) {
      if (error instanceof graphql.GraphQLError) return { errors: [error] };
      throw error;
    }
  };
  return { graphql, schema, check };
}

/** Answers what the world knows, and names what it does not: silence would read as null. */
const strictly: GraphQLFieldResolver<unknown, unknown> = (
  source,
  given,
  _context,
  { fieldName, parentType, returnType },
) => {
  if (String(returnType).includes('Connection')) mustBeBounded(fieldName, given);
  const value: unknown = typeof source === 'object' && source !== null ? Reflect.get(source, fieldName) : undefined;
  if (value === undefined) throw new Error(`the sandbox does not know ${parentType.name}.${fieldName}`);
  return typeof value === 'function' ? Reflect.apply(value, source, [given]) : value;
};

/** GitHub answers no list without being told how much of it. */
function mustBeBounded(field: string, given: { [name: string]: unknown }): void {
  const bounds = z.object({ first: z.number().nullish(), last: z.number().nullish() }).parse(given);
  const [name, count] = typeof bounds.first === 'number' ? ['first', bounds.first] : ['last', bounds.last];
  if (typeof count !== 'number')
    throw new QueryRefusal(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`,
    );
  if (count < 1 || count > 100)
    throw new QueryRefusal(
      'EXCESSIVE_PAGINATION',
      `Requesting ${count} records on the \`${field}\` connection exceeds the \`${name}\` limit of 100 records.`,
    );
}

function shapeOf({ originalError, message, path: where, locations }: GraphQLError): Record<string, unknown> {
  const type = originalError instanceof QueryRefusal ? { type: originalError.type } : {};
  return { ...type, ...(where ? { path: where } : {}), ...(locations ? { locations } : {}), message };
}

function failed(errors: Record<string, unknown>[]): Answer {
  return { status: 200, body: { errors } };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

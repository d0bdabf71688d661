import { GraphqlResponseError } from '@octokit/graphql';
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import { Fault, type FaultKind } from '../../model/fault.ts';

/** A promise of Octokit's, its answer read by `schema`. Throws `Fault` with GitHub's own sentence. */
export async function ask<S extends z.ZodType>(
  answer: Promise<{ data: unknown }>,
  schema: S,
  what: string,
): Promise<z.output<S>> {
  let data: unknown;
  try {
    ({ data } = await answer);
  } catch (error) {
    throw asFault(error, what);
  }
  return read(schema, data, what);
}

/** As `ask`, but null when GitHub answers 404. */
export async function askMaybe<S extends z.ZodType>(
  answer: Promise<{ data: unknown }>,
  schema: S,
  what: string,
): Promise<z.output<S> | null> {
  try {
    return await ask(answer, schema, what);
  } catch (error) {
    if (error instanceof Fault && error.kind === 'not-found') return null;
    throw error;
  }
}

export function read<S extends z.ZodType>(schema: S, data: unknown, what: string): z.output<S> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new Fault('invalid', `GitHub's answer about ${what} is not what was expected.`, { cause: result.error });
}

/** The status that GitHub answered; null when it did not answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof RequestError && error.response ? error.status : null;
}

const refusal = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), z.object({ message: z.string() })])).optional(),
});

/** What GitHub says in a refusal, without the link to its documentation. */
export function sentenceOf(error: unknown): string {
  const body = error instanceof RequestError ? refusal.safeParse(error.response?.data) : null;
  if (!body?.success) return error instanceof Error ? error.message : String(error);
  const details = body.data.errors?.map((each) => (typeof each === 'string' ? each : each.message)) ?? [];
  return [body.data.message, ...details].join(': ').slice(0, 500);
}

const kinds: Record<number, FaultKind> = { 401: 'denied', 403: 'denied', 404: 'not-found', 410: 'not-found' };

export function asFault(error: unknown, what: string): unknown {
  // Octokit wraps what its fetch threw.
  if (error instanceof RequestError && error.cause instanceof Error) {
    return error.cause instanceof Fault || error.cause.name === 'AbortError' ? error.cause : fault(error.cause, what);
  }
  if (error instanceof GraphqlResponseError) return queryFault(error, what);
  if (!(error instanceof RequestError)) return error;
  const kind = kinds[error.status] ?? (error.status >= 500 ? 'unavailable' : 'rejected');
  return refused(kind, what, sentenceOf(error), error);
}

const queryKinds: Record<string, FaultKind> = {
  NOT_FOUND: 'not-found',
  FORBIDDEN: 'denied',
  INSUFFICIENT_SCOPES: 'denied',
};
const queryErrors = z.array(z.object({ type: z.string().nullish(), message: z.string() })).min(1);

/** A query is answered 200 and refused inside. */
function queryFault(error: GraphqlResponseError<unknown>, what: string): Fault {
  const errors = queryErrors.safeParse(error.errors).data ?? [{ type: null, message: error.message }];
  const kinds = errors.map(({ type }) => queryKinds[type ?? ''] ?? 'rejected');
  const sentence = [...new Set(errors.map(({ message }) => message))].join(': ').slice(0, 500);
  // What is forbidden may be the reason why something else was not found.
  return refused(kinds.find((kind) => kind === 'denied') ?? kinds[0] ?? 'rejected', what, sentence, error);
}

function refused(kind: FaultKind, what: string, sentence: string, cause: unknown): Fault {
  const lead =
    kind === 'not-found'
      ? `GitHub knows no ${what}`
      : `GitHub refused ${kind === 'denied' ? `access to ${what}` : what}`;
  return new Fault(kind, `${lead}: ${sentence}`, { cause });
}

function fault(cause: Error, what: string): Fault {
  return new Fault('unavailable', `GitHub could not be asked about ${what}: ${cause.message}`, { cause });
}

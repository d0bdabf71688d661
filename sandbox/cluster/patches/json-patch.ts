import { applyPatch, type Operation } from 'rfc6902';
import { z } from 'zod';
import type { Json } from '../object.ts';
import { Refusal } from '../refusal.ts';

const path = z.string().regex(/^(\/|$)/, 'must be a JSON pointer');
const operations = z.array(
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('add'), path, value: z.json() }),
    z.object({ op: z.literal('replace'), path, value: z.json() }),
    z.object({ op: z.literal('test'), path, value: z.json() }),
    z.object({ op: z.literal('remove'), path }),
    z.object({ op: z.literal('move'), path, from: path }),
    z.object({ op: z.literal('copy'), path, from: path }),
  ]),
);

/** RFC 6902, of which `kubectl rollout undo` sends `replace`. A patch is carried out as a whole or not at all. */
export function jsonPatch(target: Json, patch: unknown): Json {
  const parsed = operations.safeParse(patch);
  if (!parsed.success) throw new Refusal('BadRequest', `the patch is no JSON patch: ${z.prettifyError(parsed.error)}`);
  const result = structuredClone(target);
  const all: Operation[] = parsed.data;
  const outcomes = applyPatch(result, all);
  const failed = outcomes.findIndex((outcome) => outcome !== null);
  const operation = all[failed];
  if (operation !== undefined) throw refused(operation, outcomes[failed]?.name === 'TestError');
  return result;
}

function refused({ op, path: place }: Operation, isTest: boolean): Refusal {
  const why = isTest
    ? `testing value ${place} failed: test failed`
    : `${op} operation does not apply: doc is missing path: "${place}"`;
  return new Refusal('Invalid', `the server rejected our request due to an error in our request: ${why}`);
}

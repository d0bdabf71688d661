import { z } from 'zod';
import { isJsonObject, type Json } from '../object.ts';
import { Refusal } from '../refusal.ts';

const operations = z.array(
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('add'), path: z.string(), value: z.json() }),
    z.object({ op: z.literal('replace'), path: z.string(), value: z.json() }),
    z.object({ op: z.literal('test'), path: z.string(), value: z.json() }),
    z.object({ op: z.literal('remove'), path: z.string() }),
  ]),
);

/** The part of RFC 6902 that `kubectl rollout undo` sends (replace), with add, remove and test. */
export function jsonPatch(target: Json, patch: unknown): Json {
  const parsed = operations.safeParse(patch);
  if (!parsed.success)
    throw new Refusal('BadRequest', `the patch is not one that the sandbox knows: ${z.prettifyError(parsed.error)}`);
  const root: { '': Json } = { '': structuredClone(target) };
  for (const operation of parsed.data) {
    const keys = operation.path.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    let parent: Json = root;
    if (operation.path === '') throw refused(operation.op, '');
    for (const key of keys) parent = child(parent, key) ?? fail(operation.op, operation.path);
    const now = child(parent, last);
    if (operation.op !== 'add' && now === undefined) throw refused(operation.op, operation.path);
    if (operation.op === 'test') {
      if (JSON.stringify(now) !== JSON.stringify(operation.value)) throw refused('test', operation.path);
    } else if (Array.isArray(parent)) {
      const at = last === '-' ? parent.length : Number(last);
      if (operation.op === 'remove') parent.splice(at, 1);
      else parent.splice(at, operation.op === 'replace' ? 1 : 0, operation.value);
    } else if (isJsonObject(parent)) {
      if (operation.op === 'remove') delete parent[last];
      else parent[last] = operation.value;
    } else throw refused(operation.op, operation.path);
  }
  return root[''];
}

function child(parent: Json, key: string): Json | undefined {
  if (Array.isArray(parent)) return parent[Number(key)];
  return isJsonObject(parent) ? parent[key] : undefined;
}

function fail(op: string, path: string): never {
  throw refused(op, path);
}

function refused(op: string, path: string): Refusal {
  return new Refusal(
    'Invalid',
    `the server rejected our request due to an error in our request: ${op} operation does not apply: doc is missing path: "${path}"`,
  );
}
